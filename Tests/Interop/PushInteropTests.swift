import Foundation
import TestSupport
import Testing

/// Pushes to Debian's docker-registry, read back by skopeo.
@Suite struct PushInteropTests {
    private let registry: LocalRegistry
    private let resolve: Resolve

    init() throws {
        registry = try LocalRegistry()
        resolve = try Resolve()
    }

    // docker-registry answers 401 with error="insufficient_scope" to a token that only reads.
    @Test(.userCase("L25"), arguments: [nil, "hunter3"])
    func `a push with a token that only reads says so, and how to log in`(password: String?) throws {
        var tokens = TokenServer()
        let signer = try TokenSigner()
        tokens.signer = signer
        tokens.accounts = ["you": "hunter3"]
        tokens.grantedActions = ["pull"]
        let server = try MisbehavingRegistry(access: .bearer(tokens))
        let registry = try LocalRegistry(access: .tokens(realm: server.url + "/token", service: tokens.service, signer))
        if let password {
            let login = try resolve.run(
                ["login", registry.authority, "-u", "you", "--password-stdin"], stdin: Array((password + "\n").utf8))
            #expect(login.status == 0, "\(login.errors)")
        }
        server.clearLog()
        let layout = try SampleImages.single().writeLayout(to: resolve.home, tag: "1")
        let result = try resolve.run("push", "oci:\(layout)", registry.reference("team/app:1"))
        #expect(result.status == 7)
        #expect(result.errors.contains("lacks push for 'team/app' (status 401: UNAUTHORIZED"), "\(result.errors)")
        #expect(result.errors.contains("resolve login \(registry.authority)"), "\(result.errors)")
        #expect(result.errors.contains("none were found") == (password == nil))
        #expect(server.requests(to: "/token").count == 1)
        #expect(!registry.requests.contains { $0.status == 202 })
    }

    // docker-registry answers 500, and its log says "invalid URL on layer".
    @Test(.userCase("L24")) func `a layer with URLs is refused at once, with the registry's setting`() throws {
        let image = SampleImages.withLayers(at: ["https://layers.example/x"])
        let layout = try image.writeLayout(to: resolve.home, tag: "1")
        let result = try resolve.run("push", "oci:\(layout)", registry.reference("team/app:1"))
        #expect(result.status == 11, "\(result.errors)")
        #expect(result.errors.contains("does not accept layer \(image.layers[0].digest)"), "\(result.errors)")
        #expect(result.errors.contains("validation.manifests.urls.allow"))
        #expect(registry.requests.filter { $0.method == "PUT" && $0.target.contains("/manifests/") }.count == 1)
    }

    private func skopeo(_ source: String, to destination: String) throws {
        try runChecked(
            "skopeo", ["--insecure-policy", "copy", "--all", "--quiet", source, destination], timeoutSeconds: 60)
    }

    @Test func `a list goes from a layout and from skopeo's archive with the bytes that it has`() throws {
        let image = SampleImages.sixPlatforms()
        let layout = "oci:" + (try image.writeLayout(to: resolve.home, tag: "1")) + ":1"
        let archive = "oci-archive:" + resolve.home.file("list.tar")
        try skopeo(layout, to: archive + ":1")
        for (source, repository) in [(layout, "from/layout"), (archive, "from/archive")] {
            let result = try resolve.run("push", "-q", source, registry.reference(repository + ":1"))
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output == "\(registry.reference(repository))@\(image.digest)\n")
            #expect(try Skopeo.raw("docker://" + registry.reference(repository + ":1")) == image.root.bytes)
            for child in image.children {
                let name = "docker://\(registry.reference(repository))@\(child.digest)"
                #expect(try Skopeo.raw(name) == child.root.bytes)
            }
        }
        let pulled = try resolve.run(
            "pull", "-q", registry.reference("from/archive:1"), "--platform", "all", "-o", "out")
        #expect(pulled.status == 0, "\(pulled.errors)")
        #expect(resolve.layout("out").holdsExactly(image))
    }

    @Test(arguments: [[], ["gzip", "-nc"], ["zstd", "-qc"]])
    func `an archive of docker save comes to an image that skopeo takes, however the archive is packed`(
        packing: [String]
    ) throws {
        let image = SampleImages.single(layerSize: 500_000)
        let layout = try image.writeLayout(to: resolve.home, tag: "1")
        let path = resolve.home.file("saved.tar")
        try skopeo("oci:\(layout):1", to: "docker-archive:\(path):team/app:1")
        var source = "docker-archive:" + path
        if let program = packing.first {
            let packed = try runChecked(program, Array(packing.dropFirst()) + [path]).stdout
            source = "docker-archive:" + (try resolve.home.write("packed", packed))
        }
        let told = try resolve.run("digest", source)
        let result = try resolve.run("push", "-q", source + ":team/app:1", registry.reference("team/app:1"))
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "\(registry.reference("team/app"))@\(told.output)")
        let raw = try Skopeo.raw("docker://" + registry.reference("team/app:1"))
        #expect(SampleDigest.sha256(of: raw) + "\n" == told.output)
        // Unpacked again by skopeo, the layers and the config are those that the image had.
        try runChecked(
            "skopeo",
            [
                "--insecure-policy", "copy", "--src-tls-verify=false", "--quiet",
                "docker://" + registry.reference("team/app:1"),
                "docker-archive:\(resolve.home.file("again.tar")):team/app:1",
            ])
        let members = try [path, resolve.home.file("again.tar")].map { try runChecked("tar", ["-tf", $0]).output }
        #expect(members[0] == members[1])
        #expect(try FileManager.default.contentsOfDirectory(atPath: resolve.home.path).contains("saved.tar"))
    }

    @Test func `a second push of the same sends nothing`() throws {
        let image = SampleImages.sixPlatforms()
        let source = "oci:" + (try image.writeLayout(to: resolve.home, tag: "1"))
        #expect(try resolve.run("push", "-q", source, registry.reference("team/app:1")).status == 0)
        let again = try resolve.run("push", "--json", source, registry.reference("team/app:1"))
        #expect(try JQ.query(".bytes", again.output) == "0")
        let other = try resolve.run("push", "--json", source, registry.reference("other/app:1"))
        #expect(other.status == 0, "\(other.errors)")
    }

    @Test func `pushes that are killed at any moment leave no tag, and the next one completes it`() throws {
        let image = SampleImages.manyLayers(4, size: 2_000_000)
        let source = "oci-archive:" + (try resolve.home.write("a.tar", Tar.archive(image.archiveMembers(tag: "1"))))
        var random = SeededGenerator.fromEnvironment("kills of pushes")
        let options = ["--limit-rate", "20M", "--jobs", "2"]
        let whole = try resolve.run(["push", "-q", source, registry.reference("measured:1")] + options)
        #expect(whole.status == 0, "\(whole.errors)")
        for number in 1...12 {
            let name = registry.reference("killed\(number):1")
            let program = try resolve.start(["push", "-q", source, name] + options)
            usleep(UInt32.random(in: 0...UInt32(whole.seconds * 1_000_000), using: &random))
            program.send(signal: number % 3 == 0 ? SIGINT : SIGKILL)
            let ended = program.wait(timeoutSeconds: 30)
            let present = try run("skopeo", ["inspect", "--raw", "--tls-verify=false", "docker://" + name])
            if ended.status != 0, present.status == 0 { #expect(present.stdout == image.root.bytes) }
            let again = try resolve.run(["push", "-q", source, name])
            #expect(again.status == 0, "\(again.errors)")
            #expect(try Skopeo.raw("docker://" + name) == image.root.bytes)
        }
    }
}
