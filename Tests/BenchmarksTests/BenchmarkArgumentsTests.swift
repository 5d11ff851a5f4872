import Testing

@testable import Benchmarks

struct BenchmarkArgumentsTests {
    @Test func `without arguments everything runs five rounds`() throws {
        let arguments = try BenchmarkArguments([])
        #expect(arguments.rounds == 5)
        #expect(arguments.output == ".bench")
        #expect(try Scenarios.chosen(by: arguments).count == Scenarios.all.count)
    }

    @Test func `words choose the scenarios that have one of them in their names`() throws {
        let arguments = try BenchmarkArguments(["--cases", "disk,link/long", "--rounds", "7", "--memory", "/m"])
        #expect(try Scenarios.chosen(by: arguments).map(\.name) == ["disk/mixed", "disk/huge", "link/long"])
        #expect(arguments.rounds == 7)
        #expect(arguments.memory == "/m")
    }

    @Test func `the quick run is one round of the small image`() throws {
        let arguments = try BenchmarkArguments(["--quick"])
        let scenarios = try Scenarios.chosen(by: arguments)
        #expect(scenarios.map(\.name) == ["loopback/small", "link/small"])
        #expect(scenarios.map { $0.rounds(asked: arguments.rounds) } == [1, 1])
    }

    @Test(
        arguments: [
            (["--fast"], BenchmarkError.unknownArgument("--fast")),
            (["--rounds"], .wrongValue(argument: "--rounds", wanted: "a number from 1 to 1000")),
            (["--rounds", "0"], .wrongValue(argument: "--rounds", wanted: "a number from 1 to 1000")),
            (["--output", ""], .wrongValue(argument: "--output", wanted: "a directory")),
        ])
    func `what is not understood is refused`(words: [String], expected: BenchmarkError) {
        #expect(throws: expected) { try BenchmarkArguments(words) }
    }

    @Test func `words that no scenario has are refused`() throws {
        let arguments = try BenchmarkArguments(["--cases", "nothing"])
        #expect(throws: BenchmarkError.noScenario(["nothing"])) { try Scenarios.chosen(by: arguments) }
    }
}
