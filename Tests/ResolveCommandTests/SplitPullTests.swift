import Foundation
import TestSupport
import Testing

/// `pull --split-size`, and the commands that read the parts.
struct SplitPullTests {
    private let registry: MisbehavingRegistry
    private let image = SampleImages.single("linux/amd64", layerSize: 300_000)
    private let home: TemporaryFolder

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1"])
        registry.add(SampleImages.sixPlatforms(), to: "other/app", tags: ["1"])
        home = try TemporaryFolder()
    }

    private var app: String { registry.reference("team/app:1") }

    private func run(_ arguments: String...) throws -> ProgramResult {
        try Command.run(arguments, directory: home.path)
    }

    private func pull(_ arguments: String...) throws -> ProgramResult {
        try Command.run(["pull", "--platform", "linux/amd64"] + arguments, directory: home.path)
    }

    private var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: home.path).sorted() }
    }

    @Test(arguments: ["100K", "0.05M", "1000", "1G"])
    func `the parts together are the archive, and nothing else is left`(size: String) throws {
        #expect(try pull("-q", "-o", "whole.tar", app).status == 0)
        let whole = try home.read("whole.tar")
        for _ in 0..<2 {
            let result = try pull("-o", "a.tar", "--split-size", size, app)
            #expect(result.status == 0, "\(result.errors)")
            let parts = try files.filter { $0.hasPrefix("a.tar") }
            #expect(try parts.flatMap { try home.read($0) } == whole)
            #expect(parts.first == "a.tar.001")
            let last = parts.count > 1 ? " to '\(parts[parts.count - 1])'" : ""
            let note = "the archive has \(parts.count) part\(parts.count > 1 ? "s" : ""): 'a.tar.001'\(last)"
            #expect(result.errors.contains(note), "\(result.errors)")
            #expect(try files.count == parts.count + 1)
        }
    }

    @Test func `several images are in one archive, whose parts replace older ones`() throws {
        for name in ["a.tar", "a.tar.017", "a.tar.txt"] { try home.write(name, "older") }
        let result = try pull(
            "--json", "-o", "a.tar", "--split-size", "200K", app, registry.reference("other/app:1"))
        #expect(result.status == 0, "\(result.errors)")
        #expect(try files == ["a.tar.001", "a.tar.002", "a.tar.txt"])
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 2)
        for line in lines { #expect(try JSONObject(String(line)).text("output") == "a.tar.001") }
    }

    @Test(arguments: ["a.tar", "a.tar.001"])
    func `every command that reads an archive reads its parts`(name: String) throws {
        #expect(try pull("-q", "-o", "a.tar", "--split-size", "100K", app).status == 0)
        for form in ["oci-archive", "docker-archive"] {
            let source = "\(form):\(name)"
            #expect(try run("digest", source).output == image.digest + "\n")
            #expect(try run("digest", source + ":" + app).output == image.digest + "\n")
            #expect(try run("inspect", "--raw", source).stdout == image.root.bytes)
            #expect(try run("cat", source, "/etc/os-release").output.contains("ID=sample"))
            #expect(try run("check", "--no-layers", source).status == 0)
            #expect(try pull("-q", "-o", "oci:\(form)", source).status == 0)
            #expect(try run("cache", "verify", form).status == 0)
            let copied = registry.reference("copied/\(form):1")
            #expect(try run("push", source, copied).status == 0)
            #expect(try run("digest", copied).output == image.digest + "\n")
        }
    }

    @Test func `a part that is missing, short or cut is one sentence`() throws {
        #expect(try pull("-q", "-o", "a.tar", "--split-size", "100K", app).status == 0)
        let parts = try files
        try #require(parts.count == 4)
        let cases: [(part: String, bytes: Int?, status: Int32, sentence: String)] = [
            (parts[0], nil, 6, "its part 'a.tar.001' is missing"),
            (parts[1], nil, 6, "its part 'a.tar.002' is missing"),
            (parts[3], nil, 6, "the part after 'a.tar.003' is missing: the archive does not end there"),
            (parts[2], 102_399, 11, "its part 'a.tar.003' has 102399 bytes, and the first one has 102400"),
            (parts[3], 1000, 11, "its last part 'a.tar.004' is cut: the archive does not end there"),
        ]
        for (part, bytes, status, sentence) in cases {
            let whole = try home.read(part)
            try FileManager.default.removeItem(atPath: home.file(part))
            if let bytes { try home.write(part, Array(whole[..<bytes])) }
            for command in [["digest"], ["inspect"], ["check"], ["pull", "-o", "out"]] {
                let result = try Command.run(command + ["oci-archive:a.tar"], directory: home.path)
                #expect(result.status == status, "\(command): \(result.errors)")
                #expect(result.errors.contains("'a.tar': \(sentence)\n"), "\(command): \(result.errors)")
            }
            try home.write(part, whole)
        }
        #expect(try run("digest", "oci-archive:a.tar").status == 0)
        #expect(try run("digest", "oci-archive:none.tar").errors.contains("'none.tar': no such file"))
    }

    @Test(arguments: [
        ["-o", "out"], ["-o", "-"], ["-o", "k3s:out"], ["-o", "oci:out"], ["-o", "docker"], ["-o", "podman"], [],
    ])
    func `only an archive in a file is split`(output: [String]) throws {
        let result = try Command.run(["pull", "--split-size", "1M", app] + output, directory: home.path)
        #expect(result.status == 64)
        #expect(result.errors.contains("--split-size is for an archive in a file, such as -o FILE.tar"))
        #expect(try files.isEmpty)
    }

    @Test(arguments: ["0", "-1", "1T", "", "x", "1,5M", "0.0001"])
    func `a size must be a positive number, perhaps with a unit`(size: String) throws {
        let result = try pull("-o", "a.tar", "--split-size=" + size, app)
        #expect(result.status == 64, "\(result.errors)")
        #expect(try files.isEmpty)
    }

    @Test func `more than 999 parts are refused before a layer is fetched`() throws {
        let result = try pull("-o", "a.tar", "--split-size", "100", app)
        #expect(result.status == 64)
        #expect(result.errors.contains(" parts of 100 bytes, more than 999"), "\(result.errors)")
        #expect(result.errors.contains("use --split-size 1K or more"))
        #expect(registry.requests(to: "/blobs/").count <= 1)
        #expect(try files.isEmpty)
    }

    @Test func `what is not a file is not replaced by a part`() throws {
        try FileManager.default.createDirectory(atPath: home.file("a.tar.001"), withIntermediateDirectories: true)
        let result = try pull("-o", "a.tar", "--split-size", "100K", app)
        #expect(result.status == 64)
        #expect(result.errors.contains("'a.tar.001' is not a regular file, and an archive would replace it"))
        #expect(try files == ["a.tar.001"])
    }

    @Test func `a pull that is killed leaves no first part, and the next one completes it`() throws {
        registry.misbehave(on: "/blobs/", .slow(bytesPerSecond: 400_000))
        var random = SeededGenerator.fromEnvironment("kills of pulls into parts")
        for _ in 0..<8 {
            let program = try Command.start(
                "pull", "--platform", "linux/amd64", "-o", "a.tar", "--split-size", "50K", app, home: home)
            usleep(UInt32.random(in: 20_000...800_000, using: &random))
            program.send(signal: SIGKILL)
            if program.wait().status != 0, try files.contains("a.tar.001") {
                #expect(try run("digest", "oci-archive:a.tar").output == image.digest + "\n")
            }
        }
        registry.behave()
        #expect(try pull("-o", "a.tar", "--split-size", "50K", app).status == 0)
        #expect(try run("check", "--no-layers", "oci-archive:a.tar").status == 0)
        #expect(try files.allSatisfy { $0.hasPrefix("a.tar.0") })
    }
}
