import Foundation

/// Runs a scenario round by round, and says how it goes.
struct ScenarioRun {
    /// The scenario.
    let scenario: Scenario
    /// The rounds asked for.
    let rounds: Int
    /// The contestants.
    let entries: [Entry]
    /// Where they pull to.
    let course: Course

    /// Lets every contestant that can run pull once a round.
    func result(of image: BenchmarkImage) throws -> ScenarioResult {
        var rows = entries.map { ScenarioResult.Row(label: $0.label, obstacle: $0.contestant.obstacle()) }
        let able = rows.indices.filter { rows[$0].obstacle == nil }
        for row in rows {
            if let obstacle = row.obstacle { Console.say("  \(row.label): missing: \(obstacle)") }
        }
        let rounds = scenario.rounds(asked: rounds)
        // The first run of a program reads it from disk: the small image's is not counted.
        if scenario.plan == .small, rounds > 1 { for index in able { _ = try course.run(entries[index]) } }
        for round in 0..<rounds {
            for index in Rotation.order(able, round: round) where rows[index].obstacle == nil {
                do {
                    rows[index].measurements.append(try course.run(entries[index]))
                } catch let error where entries[index].label != ScenarioResult.resolve && !Self.isInterruption(error) {
                    // A rival that does not work on this machine is left out by its name.
                    rows[index].measurements = []
                    rows[index].obstacle = "\(error)".split(separator: "\n").last.map(String.init) ?? "\(error)"
                    Console.say("  \(rows[index].label): left out: \(error)")
                }
            }
            let times = able.filter { rows[$0].obstacle == nil }.map { index in
                "\(rows[index].label) \(Text.seconds(rows[index].measurements[round].wallSeconds))"
            }
            Console.say("  round \(round + 1)/\(rounds): \(times.joined(separator: ", "))")
        }
        return ScenarioResult(
            title: scenario.title, detail: image.detail, isCount: scenario.runsOnce, imageSize: image.size, rows: rows)
    }

    private static func isInterruption(_ error: any Error) -> Bool { error as? BenchmarkError == .interrupted }
}
