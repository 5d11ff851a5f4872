import Foundation
import TestSupport
import Testing

/// What containerd, podman and skopeo call an image that `resolve` has pulled to a directory.
@Suite(.timeLimit(.minutes(5))) struct EngineNamesTests {
    private let resolve: Resolve
    private let containerd: Containerd
    private let variables: [String: String]

    init() throws {
        resolve = try Resolve()
        containerd = try Containerd()
        let home = resolve.home
        variables = TestEnvironment.clean(
            home: home.path,
            adding: [
                "CONTAINERD_ADDRESS": containerd.socket,
                "CONTAINERS_STORAGE_CONF": try home.write(
                    "storage.conf",
                    "[storage]\ndriver = \"vfs\"\ngraphroot = \"\(home.file("podman"))\"\nrunroot = \"\(home.file("run"))\"\n"
                ),
            ])
    }

    /// Imports the directory into both engines, and expects `name` in both, and the manifest in the archive.
    private func expectName(_ name: String, _ digest: String, in folder: String) throws {
        let archive = resolve.home.file(folder + ".tar")
        try runChecked("tar", ["-C", resolve.home.file(folder), "-cf", archive, "."])
        try runChecked("ctr", ["images", "import", archive], environment: variables, timeoutSeconds: 120)
        let images = try runChecked("ctr", ["images", "ls"], environment: variables).output
        let lines = images.split(separator: "\n").filter { $0.hasPrefix(name + " ") }
        #expect(lines.count == 1 && lines.allSatisfy { $0.contains(digest) }, "\(images)")
        try runChecked("podman", ["load", "-q", "-i", archive], environment: variables, timeoutSeconds: 120)
        let names = try runChecked("podman", ["images", "--format", "{{.Names}}"], environment: variables).output
        // All names of one image stand in brackets.
        #expect(names.split { " []\n".contains($0) }.contains(Substring(name)), "\(names)")
        let raw = try runChecked("skopeo", ["inspect", "--raw", "oci-archive:" + archive]).stdout
        #expect(SampleDigest.sha256.text(of: raw) == digest)
    }

    /// The digest that a pull prints last.
    private func pull(_ arguments: String...) throws -> String {
        let result = try resolve.run(["pull", "-q"] + arguments)
        try #require(result.status == 0, "\(result.errors)")
        return String(result.output.drop { $0 != "@" }.dropFirst().prefix { $0 != "\n" })
    }

    @Test(.userCase("L30"), arguments: ["linux/amd64", "linux/arm64", "linux/riscv64"])
    func `an image of any platform keeps the name that it has at its registry`(platform: String) throws {
        let registry = try LocalRegistry()
        try registry.push(SampleImages.sixPlatforms(), to: "team/app:1")
        let name = registry.reference("team/app:1")
        let digest = try pull(name, "--platform", platform, "-o", "out")
        try expectName(name, digest, in: "out")
        let kept = try pull(name, "--platform", platform, "-o", "oci:kept:mine")
        try expectName(registry.reference("team/app:mine"), kept, in: "kept")
    }

    @Test(.userCase("L30")) func `an image keeps the name that it has in an archive`() throws {
        let home = resolve.home
        let docker = SampleImages.single("linux/arm64", format: .docker)
        try home.write("docker.tar", Tar.archive(docker.dockerArchiveMembers(names: ["team/app:1", "team/app:2"])))
        let saved = try pull("docker-archive:docker.tar:team/app:2", "--platform", "linux/arm64", "-o", "saved")
        try expectName("docker.io/team/app:2", saved, in: "saved")

        let oci = SampleImages.single("linux/arm64")
        try home.write("oci.tar", Tar.archive(oci.archiveMembers(tag: "host.example:5000/app:v1")))
        let pulled = try pull("oci-archive:oci.tar", "--platform", "linux/arm64", "-o", "pulled")
        try expectName("host.example:5000/app:v1", pulled, in: "pulled")

        // skopeo's own layout, whose image has a full name.
        try runChecked(
            "skopeo", ["copy", "oci-archive:" + home.file("oci.tar"), "oci:\(home.file("layout")):host.example/b:v1"])
        let copied = try pull("oci:layout:host.example/b:v1", "--platform", "linux/arm64", "-o", "copied")
        try expectName("host.example/b:v1", copied, in: "copied")
    }
}
