import Foundation
import TestSupport
import Testing

/// `resolve serve` over what `resolve pull` wrote.
@Suite struct ServeInteropTests {
    private let image = SampleImages.sixPlatforms()
    private let resolve: Resolve
    private let server: BackgroundProgram
    private let authority: String

    init() throws {
        resolve = try Resolve()
        let source = try MisbehavingRegistry()
        source.add(image, to: "team/app", tags: ["1"])
        let pulled = try resolve.run("pull", "-q", source.reference("team/app:1"), "--platform", "all", "-o", "app")
        #expect(pulled.status == 0, "\(pulled.errors)")
        server = try resolve.start("serve", "app", "--listen", "127.0.0.1:0")
        let line = try server.waitForLine(containing: "serving ")
        authority = try #require(line.components(separatedBy: " on http://").last)
    }

    private var reference: String { authority + "/team/app:1" }

    @Test func `skopeo inspects and copies what is served`() throws {
        let source = "docker://" + reference
        #expect(try Skopeo.raw(source) == image.root.bytes)
        let inspected = try Skopeo.inspect(source, platform: "linux/arm/v7")
        #expect(try JQ.query(".Architecture, .RepoTags[0], .Digest", inspected) == "arm\n1\n" + image.digest)
        let folder = try TemporaryFolder()
        try Skopeo.copyAll(source, to: "oci:\(folder.file("copy")):1")
        #expect(PulledLayout(path: folder.file("copy")).holdsExactly(image))
    }

    @Test func `what was pulled is pulled again from it`() throws {
        for (platform, child) in zip(SampleImages.sixPlatformNames.map(\.text), image.children) {
            let result = try resolve.run("pull", "-q", reference, "--platform", platform, "-o", "out/" + platform)
            #expect(result.output == "\(authority)/team/app@\(child.digest)\n", "\(result.errors)")
            #expect(resolve.layout("out/" + platform).holdsExactly(child))
        }
    }

    @Test func `it answers ranges, so that an interrupted download goes on`() throws {
        let layer = try #require(image.child(0).layers.first)
        let address = "http://\(authority)/v2/team/app/blobs/\(layer.digest)"
        let part = try runChecked("curl", ["-sS", "-r", "1000-1999", "-w", "%{stderr}%{http_code}", address])
        #expect(part.stdout == Array(layer.bytes[1000..<2000]))
        #expect(part.errors == "206")
        let file = try resolve.home.write("half", Array(layer.bytes.prefix(5000)))
        try runChecked("curl", ["-sS", "-C", "-", "-o", file, address])
        #expect(try resolve.home.read("half") == layer.bytes)
        let beyond = try run("curl", ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "-r", "99999999-", address])
        #expect(beyond.output == "416")
    }

    @Test func `a pull from it that is interrupted goes on where it stopped`() throws {
        let folder = try TemporaryFolder()
        let big = SampleImages.single("linux/amd64", layerSize: 8 << 20)
        let layout = try big.writeLayout(to: folder, name: "big", tag: "1")
        let other = try resolve.start("serve", layout, "--listen", "127.0.0.1:0", "-v")
        let line = try other.waitForLine(containing: "serving ")
        let place = try #require(line.components(separatedBy: " on http://").last)
        let arguments = ["pull", "\(place)/big:1", "--platform", "linux/amd64", "-o", "pulled"]
        let program = try resolve.start(arguments + ["--limit-rate", "2M", "--progress", "json"])
        try program.waitForLine(containing: "blob-progress", in: .stderr)
        usleep(600_000)
        program.send(signal: SIGINT)
        #expect(program.wait(timeoutSeconds: 10).status == 130)
        let again = try resolve.run(arguments + ["-v"])
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.errors.contains("206"), "\(again.errors)")
        #expect(resolve.layout("pulled").holdsExactly(big))
    }
}
