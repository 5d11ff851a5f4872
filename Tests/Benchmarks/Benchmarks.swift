import Foundation
import TestSupport

/// All scenarios that are asked for, one image after the other.
struct Benchmarks {
    /// What is asked for.
    let arguments: BenchmarkArguments
    /// The `resolve` that is measured.
    let binary: String

    /// Measures, and writes the report.
    func run() throws {
        let scenarios = try Scenarios.chosen(by: arguments)
        guard Tools.path(of: "docker-registry") != nil else { throw BenchmarkError.programMissing("docker-registry") }
        guard Tools.path(of: "skopeo") != nil else { throw BenchmarkError.programMissing("skopeo") }
        let memory =
            FileManager.default.fileExists(atPath: arguments.memory) ? arguments.memory : NSTemporaryDirectory()
        try FileManager.default.createDirectory(atPath: arguments.output, withIntermediateDirectories: true)
        var results: [ScenarioResult] = []
        var findings: [Finding] = []
        var plans: [ImagePlan] = []
        for scenario in scenarios where !plans.contains(scenario.plan) { plans.append(scenario.plan) }
        for plan in plans {
            let own = scenarios.filter { $0.plan == plan }
            // The image, the registry's copy, and what is pulled, which may be unpacked as well.
            try Room.check(memory, for: 4 * plan.layerSize + (256 << 20))
            try Room.check(arguments.output, for: 2 * plan.layerSize + (64 << 20))
            Console.say("image \(plan.name): \(plan.layerCount) layers, \(plan.layerSize >> 10) KiB")
            let server = try ImageServer(plan, memory: memory)
            if let detail = server.image.detail { Console.say("image \(plan.name): \(detail)") }
            for scenario in own {
                try Interruption.check()
                let result = try self.result(of: scenario, from: server, memory: memory)
                results.append(result)
                findings += scenario.bounds.map { $0.finding(in: result) }
            }
        }
        try write(Report(machine: Machine(resolve: binary), results: results, findings: findings))
    }

    private func result(of scenario: Scenario, from server: ImageServer, memory: String) throws -> ScenarioResult {
        Console.say("\(scenario.name): \(scenario.title)")
        let stopwatch = try Stopwatch()
        let course = Course(
            of: server.image, in: scenario.place == .disk ? arguments.output : memory,
            isDurable: scenario.place == .disk, stopwatch: stopwatch)
        let run = ScenarioRun(
            scenario: scenario, rounds: arguments.rounds, entries: try scenario.entries(server, binary), course: course)
        return try run.result(of: server.image)
    }

    private func write(_ report: Report) throws {
        let files = [
            ("report.md", report.markdown(chart: "chart.svg")), ("report.json", report.json.text + "\n"),
            ("chart.svg", report.chart.svg), ("readme.md", report.readme),
        ]
        for (name, text) in files {
            try text.write(toFile: "\(arguments.output)/\(name)", atomically: true, encoding: .utf8)
        }
        Console.say("")
        for line in report.findingLines { Console.say(line) }
        let unmet = report.findings.filter { $0.isMet == false }.count
        Console.say("\n\(report.findings.count) figures, \(unmet) not met; report: \(arguments.output)/report.md")
    }
}
