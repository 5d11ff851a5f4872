import Foundation
import TestSupport
import Testing

/// Copies between two of Debian's docker-registries, looked at by skopeo and in the registries' own logs.
@Suite struct CopyInteropTests {
    private let source: LocalRegistry
    private let target: LocalRegistry
    private let image = SampleImages.sixPlatforms()
    private let resolve: Resolve

    init() throws {
        source = try LocalRegistry()
        target = try LocalRegistry()
        try source.push(image, to: "team/app:1")
        resolve = try Resolve()
    }

    @Test func `a copy has the digest and the bytes of its source`() throws {
        let result = try resolve.run("copy", "-q", source.reference("team/app:1"), target.reference("copy/app:1"))
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "\(target.reference("copy/app"))@\(image.digest)\n")
        #expect(try Skopeo.raw("docker://" + target.reference("copy/app:1")) == image.root.bytes)
        for child in image.children {
            let name = "\(target.reference("copy/app"))@\(child.digest)"
            #expect(try Skopeo.raw("docker://" + name) == child.root.bytes)
        }
        let pulled = try resolve.run(
            "pull", "-q", target.reference("copy/app:1"), "--platform", "all", "-o", "out")
        #expect(pulled.status == 0, "\(pulled.errors)")
        #expect(resolve.layout("out").holdsExactly(image))
    }

    @Test func `a second copy asks for the two tags and for no blob`() throws {
        let arguments = ["copy", "-q", source.reference("team/app:1"), target.reference("copy/app:1")]
        #expect(try resolve.run(arguments).status == 0)
        let before = (settled(source), settled(target))
        #expect(try resolve.run(arguments).status == 0)
        #expect(
            settled(source).dropFirst(before.0.count).map { "\($0.method) \($0.target)" } == [
                "HEAD /v2/team/app/manifests/1"
            ])
        #expect(
            settled(target).dropFirst(before.1.count).map { "\($0.method) \($0.target)" } == [
                "HEAD /v2/copy/app/manifests/1"
            ])
    }

    @Test func `a forced second copy asks for blobs with HEAD alone`() throws {
        let arguments = ["copy", "-q", "--force", source.reference("team/app:1"), target.reference("copy/app:1")]
        #expect(try resolve.run(arguments).status == 0)
        let before = (settled(source), settled(target))
        #expect(try resolve.run(arguments).status == 0)
        #expect(settled(source).dropFirst(before.0.count).filter { $0.target.contains("/blobs/") } == [])
        let blobs = settled(target).dropFirst(before.1.count).filter { $0.target.contains("/blobs/") }
        #expect(Set(blobs.map(\.method)) == ["HEAD"])
        #expect(blobs.count == image.blobs.count)
    }

    @Test func `within a registry a copy mounts, and sends no byte`() throws {
        let before = settled(source).count
        let result = try resolve.run("copy", "--json", source.reference("team/app:1"), source.reference("other/app:2"))
        #expect(result.status == 0, "\(result.errors)")
        #expect(try JQ.query(".bytes, .targets[0].tag", result.output) == "0\n2")
        let blobs = settled(source).dropFirst(before).filter { $0.target.contains("/blobs/") }
        #expect(Set(blobs.map(\.method)) == ["POST"])
        #expect(Set(blobs.map(\.status)) == [201])
        #expect(try Skopeo.raw("docker://" + source.reference("other/app:2")) == image.root.bytes)
    }

    // docker-registry 2.8 and 3.1 answer a mount by SHA-512 with 201 without storing the blob.
    @Test(.userCase("L22", "L23"))
    func `an image named by SHA-512 is pushed, served by SHA-256, and copied within the registry`() throws {
        let builder = ImageBuilder(algorithm: .sha512)
        let long = builder.image("linux/amd64", layers: [builder.layer([.random("data", size: 400_000)])])
        let layout = "oci:" + (try long.writeLayout(to: resolve.home, tag: "1"))
        let pushed = try resolve.run("push", "-q", layout, source.reference("long/app:1"))
        #expect(pushed.status == 0, "\(pushed.errors)")
        let served = SampleDigest.sha256.text(of: long.root.bytes)
        #expect(pushed.output == "\(source.reference("long/app"))@\(served)\n")
        #expect(try Skopeo.raw("docker://\(source.reference("long/app"))@\(served)") == long.root.bytes)
        let copied = try resolve.run("copy", "--json", source.reference("long/app:1"), source.reference("other/app:1"))
        #expect(copied.status == 0, "\(copied.errors)")
        let size = long.blobs.map(\.size).reduce(0, +)
        #expect(try JQ.query(".bytes, .bytesMounted", copied.output) == "\(size)\n0")
        let again = try resolve.run("push", "--json", layout, source.reference("third/app:1"))
        #expect(try JQ.query(".bytes, .bytesMounted", again.output) == "\(size)\n0", "\(again.errors)")
        let pulled = try resolve.run(
            "pull", "-q", source.reference("other/app:1"), "--platform", "linux/amd64", "-o", "out")
        #expect(pulled.status == 0, "\(pulled.errors)")
    }

    @Test(.userCase("L19"))
    func `a second image with the same base is mounted from where the first one went`() throws {
        let builder = ImageBuilder()
        let base = builder.layer([.random("base", size: 2 << 20)], compression: .none)
        for number in 1...2 {
            let own = builder.layer([.file("own", "\(number)")])
            try source.push(builder.image("linux/amd64", layers: [base, own]), to: "team/base\(number):1")
        }
        let names = ["copy/one:1", "copy/two:1"].map(target.reference)
        #expect(try resolve.run("copy", "-q", source.reference("team/base1:1"), names[0]).status == 0)
        let before = settled(target).count
        let second = try resolve.run("copy", "--json", source.reference("team/base2:1"), names[1])
        #expect(try JQ.query(".bytesMounted", second.output) == "\(base.blob.size)", "\(second.errors)")
        let mounts = settled(target).dropFirst(before).filter {
            $0.target.contains("mount=\(encoded(base.blob.digest))")
        }
        #expect(mounts.map(\.status) == [201])
        #expect(try Skopeo.raw("docker://" + names[1]).isEmpty == false)
    }

    private func encoded(_ digest: String) -> String { digest.split(separator: ":").joined(separator: "%3A") }

    @Test func `some platforms are a list that skopeo reads, and a registry refuses a sparse one`() throws {
        let platforms = ["--platform", "linux/arm64", "--platform", "linux/arm/v6"]
        let result = try resolve.run(
            ["copy", source.reference("team/app:1"), target.reference("copy/app:some")] + platforms)
        #expect(result.status == 0, "\(result.errors)")
        let raw = try Skopeo.raw("docker://" + target.reference("copy/app:some"))
        let list = String(decoding: raw, as: UTF8.self)
        #expect(
            try JQ.query("[.manifests[].digest]", list) == "[\"\(image.child(1).digest)\",\"\(image.child(3).digest)\"]"
        )
        #expect(result.output == "\(target.reference("copy/app"))@\(SampleDigest.sha256(of: raw))\n")
        #expect(result.errors.contains(image.digest))
        let sparse = try resolve.run(
            ["copy", "--sparse", source.reference("team/app:1"), target.reference("sparse/app:1")] + platforms)
        #expect(sparse.status == 11)
        #expect(sparse.errors.contains("leave out --sparse"))
    }

    @Test func `an import has az's flags, and refuses a tag that is taken`() throws {
        let arguments = [
            "import", "--name", target.authority, "--source", source.reference("team/app:1"), "-t", "hello:1", "-t",
            "other/hello:2", "--no-wait", "-q",
        ]
        let result = try resolve.run(arguments)
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            result.output
                == ["hello", "other/hello"].map { "\(target.reference($0))@\(image.digest)\n" }.joined())
        try source.push(SampleImages.list(["linux/amd64", "linux/arm64"]), to: "team/app:1")
        let refused = try resolve.run(arguments)
        #expect(refused.status == 14)
        #expect(refused.errors.contains("--force"))
        #expect(try resolve.run(arguments + ["--force"]).status == 0)
    }

    /// The registry's requests, once no more come.
    private func settled(_ registry: LocalRegistry) -> [LocalRegistry.Request] {
        var seen = -1
        for _ in 0..<100 {
            let requests = registry.requests
            if requests.count == seen { return requests }
            seen = requests.count
            usleep(50_000)
        }
        return registry.requests
    }
}
