import Foundation
import TestSupport
import Testing

/// `pull -o rootfs:DIR`: what appears when, what stays, and what is requested.
struct RootFileSystemTests {
    private let registry: MisbehavingRegistry
    private let home: TemporaryFolder
    private let builder = ImageBuilder()

    init() throws {
        registry = try MisbehavingRegistry()
        home = try TemporaryFolder()
        let base = builder.layer([.folder("bin"), .file("bin/app", "1", mode: 0o755), .symbolicLink("sbin", to: "bin")])
        let top = builder.layer([.file("sbin/tool", "2"), .file("bin/.wh.app", "")], compression: .zstd)
        registry.add(builder.image("linux/amd64", layers: [base, top]), to: "team/app", tags: ["1"])
        registry.add(SampleImages.single("linux/amd64", layerSize: 1 << 20), to: "team/big", tags: ["1"])
    }

    private var app: String { registry.reference("team/app:1") }
    private var big: String { registry.reference("team/big:1") }

    private func pull(_ arguments: String...) throws -> ProgramResult {
        try Command.run(["pull", "--platform", "linux/amd64"] + arguments, directory: home.path)
    }

    private var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: home.path).sorted() }
    }

    private func tree(_ name: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: home.file(name)).sorted()
    }

    @Test func `the files appear, as the layers over one another say, and nothing beside them`() throws {
        let result = try pull("-o", "rootfs:out", app)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.hasPrefix("\(registry.authority)/team/app@sha256:"))
        #expect(try tree("out") == ["bin", "bin/tool", "sbin"])
        #expect(try files == ["out"])
        #expect(result.errors.contains(" in 5 files unpacked\n"))
        let json = try pull("--json", "-o", "rootfs:out", app).output
        #expect(json.contains(#""output":"out""#))
        #expect(!json.contains("unpackedBytes"))
    }

    @Test func `JSON and progress say what was unpacked`() throws {
        let result = try pull("--json", "--progress", "json", "-o", "rootfs:out", app)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains(#""entries":5,"#))
        #expect(result.output.contains(#""unpackedBytes":"#))
        for event in ["unpack-start", "unpack-done", "done"] {
            #expect(result.errors.contains("\"event\":\"\(event)\""))
        }
        #expect(result.errors.contains(#""event":"unpack-start","image":"\#(app)","layers":2,"#))
    }

    @Test func `the same image again fetches no blob and changes nothing`() throws {
        #expect(try pull("-o", "rootfs:out", app).status == 0)
        let before = try home.read("out/bin/tool")
        registry.clearLog()
        let again = try pull("-o", "rootfs:out", app)
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.errors.contains("already present"))
        // The config confirms the platform.
        #expect(registry.requests(to: "/blobs/").count <= 1)
        #expect(try home.read("out/bin/tool") == before)
        #expect(try files == ["out"])
    }

    @Test func `an empty directory is taken, and one with anything else is left alone`() throws {
        try FileManager.default.createDirectory(atPath: home.file("empty"), withIntermediateDirectories: false)
        #expect(try pull("-o", "rootfs:empty", app).status == 0)
        try home.write("full/note", "mine")
        let full = try pull("-o", "rootfs:full", app)
        #expect(full.status == 64)
        #expect(full.errors.contains("the directory 'full' is not empty: it contains 'note'"))
        try home.write("file", "mine")
        #expect(try pull("-o", "rootfs:file", app).status == 64)
        let other = try pull("-o", "rootfs:empty", big)
        #expect(other.status == 64)
        #expect(other.errors.contains("has the files of another image"))
        #expect(try files == ["empty", "file", "full"])
        #expect(registry.requests(to: "/team/full").isEmpty)
    }

    @Test func `a plan counts what the pull then fetches, and nothing for a directory that is complete`() throws {
        for _ in 0..<2 {
            let plan = try JSONObject(
                Command.run(
                    ["plan", "--json", "--platform", "linux/amd64", "-o", "rootfs:out", app], directory: home.path
                )
                .output)
            registry.clearLog()
            let pulled = try pull("--json", "-o", "rootfs:out", app)
            #expect(plan.number("download") == (try JSONObject(pulled.output).number("bytes")))
            #expect(plan.number("requests") == registry.requests(to: "/").count)
        }
    }

    @Test(arguments: [
        ["-o", "rootfs:out", "a", "b"], ["-o", "rootfs:"], ["--devices", "-o", "out", "a"],
        ["-o", "rootfs:out", "--platform", "linux/arm64", "--platform", "linux/386", "a"],
    ])
    func `an output for one image takes one`(arguments: [String]) throws {
        let list = registry.reference("team/list:1")
        registry.add(SampleImages.sixPlatforms(), to: "team/list", tags: ["1"])
        let arguments = arguments.map { $0 == "a" ? list : $0 == "b" ? app : $0 }
        let result = try Command.run(["pull"] + arguments, directory: home.path)
        #expect(result.status == 64, "\(result.errors)")
        #expect(try files.isEmpty)
    }

    @Test func `uncompressed bytes with another digest than the config's leave nothing`() throws {
        let layer = builder.layer([.file("a", "1")])
        let lying = SampleLayer(blob: layer.blob, diffID: SampleDigest.sha256(of: [1]))
        registry.add(builder.image("linux/amd64", layers: [lying]), to: "team/lie", tags: ["1"])
        let result = try pull("-o", "rootfs:out", registry.reference("team/lie:1"))
        #expect(result.status == 5)
        #expect(result.errors.contains("its uncompressed bytes have the digest \(layer.diffID), but the config has"))
        #expect(try files.isEmpty)
    }

    @Test func `a layer that cannot be unpacked leaves nothing`() throws {
        let layer = builder.layer([.hardLink("b", to: "a")])
        registry.add(builder.image("linux/amd64", layers: [layer]), to: "team/link", tags: ["1"])
        let result = try pull("-o", "rootfs:out", registry.reference("team/link:1"))
        #expect(result.status == 11)
        #expect(
            result.errors.contains(
                "'b' is a hard link to 'a', which neither this layer has before it nor any lower layer"))
        #expect(try files.isEmpty)
    }

    @Test func `a layout and an archive are sources, without a request`() throws {
        #expect(try pull("-o", "layout", app).status == 0)
        #expect(try pull("-o", "a.tar", app).status == 0)
        registry.clearLog()
        for (number, source) in ["oci:layout", "oci-archive:a.tar", "docker-archive:a.tar"].enumerated() {
            let result = try pull("-o", "rootfs:out\(number)", source)
            #expect(result.status == 0, "\(result.errors)")
            #expect(try tree("out\(number)") == ["bin", "bin/tool", "sbin"])
        }
        #expect(registry.requests(to: "/").isEmpty)
    }

    @Test func `what an interrupted pull has left is used, and never taken for the tree`() throws {
        try home.write("out.part/tree/half", "x")
        try home.write("out.part/layer.1/half", "x")
        #expect(try pull("-o", "rootfs:out", app).status == 0)
        #expect(try tree("out") == ["bin", "bin/tool", "sbin"])
        #expect(try files == ["out"])
    }

    @Test func `with a check, a platform that is not what it claims leaves no tree`() throws {
        let foreign = builder.layer([try SampleProgram.file("app", "busybox-arm64")])
        registry.add(
            builder.image("linux/amd64", layers: [foreign], command: ["/app"]), to: "team/foreign", tags: ["1"])
        let result = try pull("--check", "-o", "rootfs:out", registry.reference("team/foreign:1"))
        #expect(result.status == 4, "\(result.errors)")
        #expect(try files.isEmpty)
    }
}
