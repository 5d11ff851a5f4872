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
    func result(imageSize: Int) throws -> ScenarioResult {
        var rows = entries.map { ScenarioResult.Row(label: $0.label, obstacle: $0.contestant.obstacle()) }
        let able = rows.indices.filter { rows[$0].obstacle == nil }
        for row in rows {
            if let obstacle = row.obstacle { Console.say("  \(row.label): missing: \(obstacle)") }
        }
        let rounds = scenario.rounds(asked: rounds)
        // The first run of a program reads it from disk: the small image's is not counted.
        if scenario.plan == .small, rounds > 1 { for index in able { _ = try course.run(entries[index]) } }
        for round in 0..<rounds {
            for index in Rotation.order(able, round: round) {
                rows[index].measurements.append(try course.run(entries[index]))
            }
            let times = able.map { index in
                "\(rows[index].label) \(Text.seconds(rows[index].measurements[round].wallSeconds))"
            }
            Console.say("  round \(round + 1)/\(rounds): \(times.joined(separator: ", "))")
        }
        return ScenarioResult(title: scenario.title, isCount: scenario.runsOnce, imageSize: imageSize, rows: rows)
    }
}
