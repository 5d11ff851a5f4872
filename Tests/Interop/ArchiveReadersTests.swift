import Foundation
import TestSupport
import Testing

/// Archives of `pull -o`, loaded by every reader that Debian has: name, platform and content are those that were pulled.
@Suite(.timeLimit(.minutes(5))) struct ArchiveReadersTests {
    private let resolve: Resolve
    private let registry: LocalRegistry
    private let variables: [String: String]

    init() throws {
        resolve = try Resolve()
        registry = try LocalRegistry()
        let home = resolve.home
        let settings = try home.write(
            "storage.conf",
            "[storage]\ndriver = \"vfs\"\ngraphroot = \"\(home.file("podman"))\"\nrunroot = \"\(home.file("run"))\"\n")
        variables = TestEnvironment.clean(home: home.path, adding: ["CONTAINERS_STORAGE_CONF": settings])
    }

    /// Pulls to the archive `a.tar`, and gives the digests of the result.
    @discardableResult
    private func pull(_ arguments: String...) throws -> [String] {
        let result = try resolve.run(["pull", "-q", "-o", "a.tar"] + arguments)
        try #require(result.status == 0, "\(result.errors)")
        return result.output.split(separator: "\n").map { String($0.drop { $0 != "@" }.dropFirst()) }
    }

    private var archive: String { resolve.home.file("a.tar") }

    @discardableResult
    private func run(_ program: String, _ arguments: String..., environment: [String: String] = [:]) throws -> String {
        try runChecked(
            program, arguments, environment: variables.merging(environment) { $1 }, timeoutSeconds: 120
        ).output
    }

    /// The architecture that podman says an image is for.
    private func podmanArchitecture(_ name: String) throws -> String {
        try run("podman", "image", "inspect", "--format", "{{.Architecture}}", name)
    }

    // MARK: - One image

    private static let platforms: [(platform: String, architecture: String, format: SampleFormat)] = [
        ("linux/amd64", "amd64", .oci), ("linux/arm64", "arm64", .oci), ("linux/riscv64", "riscv64", .docker),
    ]

    @Test(arguments: platforms)
    func `podman loads an image of any platform under its full name`(
        platform: String, architecture: String, format: SampleFormat
    ) throws {
        try registry.push(SampleImages.sixPlatforms(format: format), to: "team/app:1")
        let name = registry.reference("team/app:1")
        let digests = try pull("--platform", platform, name)
        try run("podman", "load", "-q", "-i", archive)
        #expect(try podmanArchitecture(name) == architecture + "\n")
        let loaded = try run("podman", "image", "inspect", "--format", "{{.Digest}}", name)
        #expect(loaded == digests[0] + "\n")
    }

    @Test(arguments: platforms)
    func `containerd imports an image of any platform, whole and under its full name`(
        platform: String, architecture: String, format: SampleFormat
    ) throws {
        let containerd = try Containerd()
        let address = ["CONTAINERD_ADDRESS": containerd.socket]
        try registry.push(SampleImages.sixPlatforms(format: format), to: "team/app:1")
        let name = registry.reference("team/app:1")
        let digests = try pull("--platform", platform, name)
        try run("ctr", "images", "import", archive, environment: address)
        let images = try run("ctr", "images", "ls", environment: address).split(separator: "\n").dropFirst()
        #expect(images.count == 1)
        let image = String(images.first ?? "")
        #expect(image.hasPrefix(name + " ") && image.contains(" \(digests[0]) ") && image.contains(" \(platform) "))
        #expect(try run("ctr", "images", "check", environment: address).contains("complete (3/3)"))
    }

    @Test(.enabled(if: Dockerd.isPossible, "starts a Docker daemon, which needs root"), arguments: platforms)
    func `Docker loads an image of any platform under its full name`(
        platform: String, architecture: String, format: SampleFormat
    ) throws {
        let docker = try Dockerd()
        try registry.push(SampleImages.sixPlatforms(format: format), to: "team/app:1")
        let name = registry.reference("team/app:1")
        try pull("--platform", platform, name)
        let host = ["DOCKER_HOST": docker.host]
        let loaded = try run("docker", "load", "-i", archive, environment: host)
        #expect(loaded.hasSuffix("Loaded image: \(name)\n"), "\(loaded)")
        let format = "{{.Architecture}} {{.RepoTags}}"
        #expect(
            try run("docker", "image", "inspect", "--format", format, name, environment: host)
                == "\(architecture) [\(name)]\n")
    }

    @Test(arguments: platforms)
    func `skopeo reads it as either kind of archive, by tag and by full name`(
        platform: String, architecture: String, format: SampleFormat
    ) throws {
        try registry.push(SampleImages.sixPlatforms(format: format), to: "team/app:1")
        let name = registry.reference("team/app:1")
        let digests = try pull("--platform", platform, name)
        // By its tag skopeo 1.9 finds only a manifest with a media type of OCI.
        let byTag = format == .oci ? ["oci-archive:\(archive):1"] : []
        for source in ["oci-archive:\(archive)", "docker-archive:\(archive):\(name)"] + byTag {
            let inspected = try run("skopeo", "inspect", source)
            #expect(inspected.contains("\"Architecture\": \"\(architecture)\""), "\(source)")
        }
        let raw = try runChecked("skopeo", ["inspect", "--raw", "oci-archive:" + archive]).stdout
        #expect(SampleDigest.sha256.text(of: raw) == digests[0])
        try run(
            "skopeo", "--insecure-policy", "copy", "-q", "docker-archive:" + archive, "dir:" + resolve.home.file("d"))
    }

    @Test func `umoci unpacks it as a layout`() throws {
        try registry.push(SampleImages.sixPlatforms(), to: "team/app:1")
        try pull("--platform", "linux/amd64", registry.reference("team/app:1"))
        let folder = resolve.home.file("layout")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try run("tar", "-C", folder, "-xf", archive)
        try run("umoci", "unpack", "--rootless", "--image", folder + ":1", resolve.home.file("bundle"))
        #expect(FileManager.default.fileExists(atPath: resolve.home.file("bundle/rootfs/etc")))
    }

    // MARK: - Several images, several platforms

    @Test func `two images of one archive are loaded under their names by podman, containerd and skopeo`() throws {
        let containerd = try Containerd()
        let address = ["CONTAINERD_ADDRESS": containerd.socket]
        let names = [registry.reference("team/app:1"), registry.reference("other/app:1")]
        try registry.push(SampleImages.sixPlatforms(), to: "team/app:1")
        try registry.push(SampleImages.single("linux/amd64", layerSize: 10_000), to: "other/app:1")
        let digests = try pull("--platform", "linux/amd64", names[0], names[1])
        try run("podman", "load", "-q", "-i", archive)
        try run("ctr", "images", "import", archive, environment: address)
        let images = try run("ctr", "images", "ls", environment: address)
        for (name, digest) in zip(names, digests) {
            #expect(try podmanArchitecture(name) == "amd64\n")
            #expect(images.contains("\(name) ") && images.contains(digest))
            let raw = try runChecked("skopeo", ["inspect", "--raw", "oci-archive:\(archive):\(name)"]).stdout
            #expect(SampleDigest.sha256.text(of: raw) == digest)
            #expect(try run("skopeo", "inspect", "docker-archive:\(archive):\(name)").contains("amd64"))
        }
    }

    @Test(.enabled(if: Dockerd.isPossible, "starts a Docker daemon, which needs root"))
    func `two images of one archive are loaded under their names by Docker`() throws {
        let docker = try Dockerd()
        let names = [registry.reference("team/app:1"), registry.reference("other/app:1")]
        try registry.push(SampleImages.sixPlatforms(), to: "team/app:1")
        try registry.push(SampleImages.single("linux/amd64", layerSize: 10_000), to: "other/app:1")
        try pull("--platform", "linux/amd64", names[0], names[1])
        let loaded = try run("docker", "load", "-i", archive, environment: ["DOCKER_HOST": docker.host])
        for name in names { #expect(loaded.contains("Loaded image: \(name)\n"), "\(loaded)") }
    }

    @Test(arguments: [["all"], ["linux/arm64", "linux/amd64"]])
    func `of several platforms engines take the host's, and containerd on request all`(platforms: [String]) throws {
        let containerd = try Containerd()
        let address = ["CONTAINERD_ADDRESS": containerd.socket]
        try registry.push(SampleImages.withAttestations(), to: "team/app:1")
        let name = registry.reference("team/app:1")
        let arguments = ["pull", "-q", "-o", "a.tar", name] + platforms.flatMap { ["--platform", $0] }
        let result = try resolve.run(arguments)
        try #require(result.status == 0, "\(result.errors)")
        let host = try run("podman", "info", "--format", "{{.Host.Arch}}")
        try run("podman", "load", "-q", "-i", archive)
        #expect(try podmanArchitecture(name) == host)
        try run("ctr", "images", "import", "--all-platforms", archive, environment: address)
        let images = try run("ctr", "images", "ls", environment: address)
        #expect(images.contains("linux/amd64") && images.contains("linux/arm64"), "\(images)")
        #expect(try run("ctr", "images", "check", environment: address).contains("complete (3/3)"))
        #expect(try run("skopeo", "inspect", "oci-archive:" + archive).contains(host.dropLast()))
        // `docker save` has room for one platform: the first one requested or, of all, the host's.
        let saved = platforms == ["all"] ? String(host.dropLast()) : "arm64"
        #expect(try run("skopeo", "inspect", "docker-archive:" + archive).contains("\"Architecture\": \"\(saved)\""))
    }

    // MARK: - Streams and disks

    @Test func `an archive on stdout is loaded while it arrives`() throws {
        try registry.push(SampleImages.manyLayers(4, size: 1 << 20), to: "team/app:1")
        let name = registry.reference("team/app:1")
        let script = #"set -o pipefail; "$0" pull -q --platform linux/amd64 -o - "$1" | podman load -q"#
        try run("bash", "-c", script, ResolveBinary.path(), name)
        #expect(try podmanArchitecture(name) == "amd64\n")
    }

    @Test func `parts are loaded together, and put together again after split of another program`() throws {
        try registry.push(SampleImages.manyLayers(4, size: 100_000), to: "team/app:1")
        let name = registry.reference("team/app:1")
        try pull("--platform", "linux/amd64", "--split-size", "100K", name)
        try run("bash", "-c", #"set -o pipefail; cat "$0".* | podman load -q"#, archive)
        #expect(try podmanArchitecture(name) == "amd64\n")
        let other = resolve.home.file("other.tar")
        try run("bash", "-c", #"cat "$0".* | split -b 70000 -d -a 3 --numeric-suffixes=1 - "$1.""#, archive, other)
        #expect(FileManager.default.fileExists(atPath: other + ".006"))
        let digests = try [archive, other].map { try resolve.run("digest", "docker-archive:" + $0).output }
        #expect(digests[0] == digests[1] && digests[0].hasPrefix("sha256:"))
    }

    @Test(.enabled(if: SmallDisk.isPossible))
    func `a full disk ends the pull with its own status, and leaves what was there`() throws {
        try registry.push(SampleImages.single("linux/amd64", layerSize: 1 << 20), to: "team/big:1")
        // Room for the blobs, but not for the archive as well.
        let disk = try SmallDisk(kibibytes: 1700)
        let older = disk.path + "/a.tar"
        try Data("older".utf8).write(to: URL(fileURLWithPath: older))
        let result = try resolve.run(
            "pull", "--platform", "linux/amd64", "-o", older, registry.reference("team/big:1"))
        #expect(result.status == 10, "\(result.errors)")
        #expect(result.output.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == ["a.tar"])
        #expect(FileManager.default.contents(atPath: older) == Data("older".utf8))
    }
}
