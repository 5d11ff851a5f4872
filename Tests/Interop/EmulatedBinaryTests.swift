import TestSupport
import Testing

/// The program itself on processors that are not at hand: qemu-user runs it with the CPUID of another.
@Suite struct EmulatedBinaryTests {
    private let home: TemporaryFolder

    init() throws {
        home = try TemporaryFolder()
    }

    private func resolve(on processor: String, _ arguments: [String], stdin: [UInt8] = []) throws -> ProgramResult {
        try run(
            "qemu-x86_64", ["-cpu", processor, ResolveBinary.path()] + arguments,
            environment: TestEnvironment.clean(home: home.path), stdin: stdin, timeoutSeconds: 120)
    }

    @Test(arguments: [("qemu64", nil), ("Nehalem", "v2"), ("Haswell", "v3")] as [(String, String?)])
    func `the level is proved from the CPUID of the processor it runs on`(processor: String, level: String?) throws {
        let result = try resolve(on: processor, ["host", "--json"])
        #expect(result.status == 0, "\(result.errors)")
        let platform = try JQ.query(".platform | .os, .architecture, .variant", result.output)
        #expect(platform == "linux\namd64\n\(level ?? "null")")
        let facts = try JQ.query(".facts[] | select(.source | test(\"CPUID\"; \"i\")) | .status", result.output)
        #expect(facts.split(separator: "\n").contains("proved"), "\(result.output)")
        let accepted = try JQ.query(".accepts[0].platform", result.output)
        #expect(accepted.contains("amd64"))
    }

    /// The list has v1, v2, v3 and v4 in this order.
    @Test(arguments: [("qemu64", 0), ("Nehalem", 1), ("Haswell", 2)])
    func `of a list with levels it takes the best that the processor has`(processor: String, position: Int) throws {
        let list = SampleImages.amd64Levels().root.bytes
        let result = try resolve(on: processor, ["explain", "--index-file", "-", "--json"], stdin: list)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try JQ.query(".chosen.position", result.output) == "[\(position)]")
        let tooNew = try JQ.query("[.candidates[] | select(.word == \"level-too-new\") | .position[0]]", result.output)
        #expect(tooNew == "[" + (position + 1..<4).map(String.init).joined(separator: ",") + "]")
    }

    @Test func `where only newer levels are offered a v1 machine is refused them with 3`() throws {
        let list = SampleImages.list(["linux/amd64/v2", "linux/amd64/v3"]).root.bytes
        let result = try resolve(on: "qemu64", ["explain", "--index-file", "-"], stdin: list)
        #expect(result.status == 3)
        #expect(result.output.contains("level-too-new"))
        let newer = try resolve(on: "Haswell", ["explain", "--index-file", "-", "--json"], stdin: list)
        #expect(try JQ.query(".chosen.position", newer.output) == "[1]")
        let baseline = SampleImages.amd64Levels().root.bytes
        let ignored = try resolve(
            on: "Haswell", ["explain", "--index-file", "-", "--json", "--baseline"], stdin: baseline)
        #expect(try JQ.query(".chosen.position", ignored.output) == "[0]")
    }
}
