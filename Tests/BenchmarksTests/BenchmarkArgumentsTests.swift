import Testing

@testable import Benchmarks

struct BenchmarkArgumentsTests {
    @Test func `without arguments everything runs five rounds`() throws {
        let arguments = try BenchmarkArguments([])
        #expect(arguments.rounds == 5)
        #expect(arguments.output == ".bench")
        #expect(try Scenarios.chosen(by: arguments).count == Scenarios.all().count)
        #expect(arguments.scale == 100)
    }

    @Test func `words choose the scenarios that have one of them in their names`() throws {
        let arguments = try BenchmarkArguments(["--cases", "disk,link/long", "--rounds", "7", "--memory", "/m"])
        #expect(try Scenarios.chosen(by: arguments).map(\.name) == ["disk/mixed", "disk/huge", "link/long"])
        #expect(arguments.rounds == 7)
        #expect(arguments.memory == "/m")
    }

    @Test func `the quick run is one round of the small image and of a hundredth of that of files`() throws {
        let arguments = try BenchmarkArguments(["--quick"])
        let scenarios = try Scenarios.chosen(by: arguments)
        #expect(scenarios.map(\.name) == ["loopback/small", "link/small", "unpack/tree"])
        #expect(scenarios.map { $0.rounds(asked: arguments.rounds) } == [1, 1, 1])
        #expect(scenarios[2].plan.layerSize == 10_800_000)
    }

    @Test func `the images of files have the size that is asked for`() throws {
        let arguments = try BenchmarkArguments(["--cases", "unpack", "--scale", "50"])
        let plans = try Scenarios.chosen(by: arguments).map(\.plan)
        #expect(plans.map(\.name) == ["tree", "bulk", "empty"])
        #expect(plans.map(\.layerSize) == [491_000_000, 1 << 29, 0])
        #expect(plans[2].content == .files([LayerPlan(.emptyFiles(count: 100_000))]))
        #expect(ImagePlan.bulk().layerSize == 1 << 30)
    }

    @Test(
        arguments: [
            (["--fast"], BenchmarkError.unknownArgument("--fast")),
            (["--rounds"], .wrongValue(argument: "--rounds", wanted: "a number from 1 to 1000")),
            (["--rounds", "0"], .wrongValue(argument: "--rounds", wanted: "a number from 1 to 1000")),
            (["--scale", "101"], .wrongValue(argument: "--scale", wanted: "a number from 1 to 100")),
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
