import Foundation
import TestSupport
import Testing

/// An image of six platforms that skopeo pushed to Debian's docker-registry.
@Suite struct RegistryInteropTests {
    private let registry: LocalRegistry
    private let image = SampleImages.sixPlatforms()
    private let resolve: Resolve

    init() throws {
        registry = try LocalRegistry()
        try registry.push(image, to: "team/app:1")
        resolve = try Resolve()
    }

    @Test func `each platform is pulled with the digest and the bytes that skopeo takes`() throws {
        let skopeo = try TemporaryFolder()
        let rows = zip(SampleImages.sixPlatformNames.map(\.text), image.children)
        // Without a variant both take arm/v7; both go down from v8.
        let more = [
            ("linux/arm", image.child(2)), ("linux/arm/v8", image.child(2)), ("linux/arm64/v8", image.child(1)),
        ]
        for (platform, child) in Array(rows) + more {
            let name = platform.split(separator: "/").joined(separator: "-")
            let pulled = try resolve.run(
                "pull", "-q", registry.reference("team/app:1"), "--platform", platform, "-o", name)
            #expect(pulled.status == 0, "\(platform): \(pulled.errors)")
            #expect(pulled.output == "\(registry.reference("team/app"))@\(child.digest)\n")
            let copied = try Skopeo.copy(
                "docker://" + registry.reference("team/app:1"), to: "oci:\(skopeo.file(name)):1", platform: platform)
            #expect(copied.status == 0, "\(platform): \(copied.errors)")
            #expect(resolve.layout(name).blobs == PulledLayout(path: skopeo.file(name)).blobs, "\(platform)")
            #expect(resolve.layout(name).holdsExactly(child), "\(platform)")
        }
    }

    @Test func `a Docker list is pulled with the digest and the bytes that skopeo takes`() throws {
        let docker = SampleImages.sixPlatforms(format: .docker)
        try registry.push(docker, to: "team/docker:1")
        let reference = registry.reference("team/docker:1")
        let skopeo = try TemporaryFolder()
        for (platform, child) in zip(SampleImages.sixPlatformNames.map(\.text), docker.children) {
            let name = platform.split(separator: "/").joined(separator: "-")
            let pulled = try resolve.run("pull", "-q", reference, "--platform", platform, "-o", name)
            #expect(pulled.output == "\(registry.reference("team/docker"))@\(child.digest)\n")
            // skopeo turns Docker's manifests into OCI's for a layout; a `dir:` has them as they are.
            let copied = try Skopeo.copy("docker://" + reference, to: "dir:" + skopeo.file(name), platform: platform)
            #expect(copied.status == 0, "\(platform): \(copied.errors)")
            #expect(try skopeo.read(name + "/manifest.json") == child.root.bytes)
            for blob in child.blobs {
                let hexadecimal = blob.digest.dropFirst("sha256:".count)
                #expect(try resolve.layout(name).blobs[blob.digest] == skopeo.read("\(name)/\(hexadecimal)"))
            }
        }
    }

    /// Where the rules part: skopeo knows no levels of amd64 to go down, and no 32-bit siblings.
    @Test(
        arguments: [
            (["linux/amd64", "linux/amd64/v2", "linux/amd64/v3"], "linux/amd64/v4", 0, 2),
            (["linux/amd64", "linux/amd64/v2"], "linux/amd64/v3", 0, 1),
            (["linux/arm/v7"], "linux/arm64", nil, 0),
            (["linux/386"], "linux/amd64", nil, 0),
        ] as [([String], String, Int?, Int)])
    func `skopeo takes less than runs where it knows no ladder and no sibling`(
        platforms: [String], wanted: String, skopeoTakes: Int?, resolveTakes: Int
    ) throws {
        let list = SampleImages.list(platforms.map { SamplePlatform($0) })
        try registry.push(list, to: "team/levels:1")
        let reference = registry.reference("team/levels:1")
        let pulled = try resolve.run("pull", "-q", reference, "--platform", wanted, "-o", "out")
        #expect(pulled.output == "\(registry.reference("team/levels"))@\(list.child(resolveTakes).digest)\n")
        let folder = try TemporaryFolder()
        let copied = try Skopeo.copy("docker://" + reference, to: "dir:" + folder.file("out"), platform: wanted)
        #expect((copied.status == 0) == (skopeoTakes != nil), "\(copied.errors)")
        if let skopeoTakes { #expect(try folder.read("out/manifest.json") == list.child(skopeoTakes).root.bytes) }
    }

    @Test(arguments: SampleImages.sixPlatformNames.map(\.text))
    func `skopeo inspects the layout, and umoci unpacks the platform's own files`(platform: String) throws {
        let pulled = try resolve.run(
            "pull", "-q", registry.reference("team/app:1"), "--platform", platform, "-o", "out")
        #expect(pulled.status == 0, "\(pulled.errors)")
        let layout = resolve.home.file("out")
        let inspected = try Skopeo.inspect("oci:\(layout):1", platform: platform)
        let parts = platform.split(separator: "/")
        #expect(try JQ.query(".Os, .Architecture, (.Layers | length)", inspected) == "linux\n\(parts[1])\n2")
        let bundle = resolve.home.file("bundle")
        try Tool.run("umoci", ["unpack", "--rootless", "--image", layout + ":1", bundle])
        let root = bundle + "/rootfs/"
        #expect(try String(contentsOfFile: root + "platform", encoding: .utf8) == platform + "\n")
        #expect(try String(contentsOfFile: root + "hello", encoding: .utf8).contains("hello from \(platform)"))
        #expect(FileManager.default.isExecutableFile(atPath: root + "hello"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: root + "etc/release") == "os-release")
        #expect(FileManager.default.contents(atPath: root + "bin/data")?.count == 20_000)
    }

    @Test func `all platforms are the registry's own list, which skopeo copies whole`() throws {
        let pulled = try resolve.run(
            "pull", "-q", registry.reference("team/app:1"), "--platform", "all", "-o", "out")
        #expect(pulled.status == 0, "\(pulled.errors)")
        #expect(resolve.layout("out").holdsExactly(image))
        let source = "oci:\(resolve.home.file("out")):1"
        #expect(try Skopeo.raw(source) == image.root.bytes)
        let copy = try TemporaryFolder()
        try Skopeo.copyAll(source, to: "oci:\(copy.file("copy")):1")
        #expect(PulledLayout(path: copy.file("copy")).holdsExactly(image))
    }

    @Test func `two platforms are a list of those two, from which skopeo picks each`() throws {
        let pulled = try resolve.run(
            "pull", "-q", registry.reference("team/app:1"), "--platform", "linux/arm64", "--platform", "linux/arm/v6",
            "-o", "out")
        #expect(pulled.status == 0, "\(pulled.errors)")
        let name = registry.reference("team/app")
        #expect(pulled.output == "\(name)@\(image.child(1).digest)\n\(name)@\(image.child(3).digest)\n")
        let source = "oci:\(resolve.home.file("out")):1"
        let list = String(decoding: try Skopeo.raw(source), as: UTF8.self)
        #expect(
            try JQ.query("[.manifests[].digest]", list) == "[\"\(image.child(1).digest)\",\"\(image.child(3).digest)\"]"
        )
        for (platform, child) in [("linux/arm64", image.child(1)), ("linux/arm/v6", image.child(3))] {
            let folder = try TemporaryFolder()
            let copied = try Skopeo.copy(source, to: "dir:" + folder.file("copy"), platform: platform)
            #expect(copied.status == 0, "\(copied.errors)")
            #expect(try folder.read("copy/manifest.json") == child.root.bytes)
        }
    }

    @Test func `a reference by digest gives the same image`() throws {
        let reference = "\(registry.reference("team/app"))@\(image.digest)"
        let pulled = try resolve.run("pull", "-q", reference, "--platform", "linux/riscv64", "-o", "out")
        #expect(pulled.output == "\(registry.reference("team/app"))@\(image.child(5).digest)\n")
        #expect(resolve.layout("out").holdsExactly(image.child(5)))
    }
}
