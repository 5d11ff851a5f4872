extension Report {
    /// The times from a registry to files; where none were taken, those of the transfers.
    var chart: TimeChart {
        let trees = timed.filter { $0.detail != nil }
        let shown = trees.isEmpty ? timed : trees
        let groups = shown.map { result in
            let bars = result.rows.compactMap { row in
                Spread(row.measurements.map(\.wallSeconds)).map { spread in
                    TimeChart.Bar(label: Self.label(of: row, in: result), seconds: spread, role: Self.role(of: row))
                }
            }
            return TimeChart.Group(
                heading: result.title, detail: result.detail ?? "",
                bars: bars.sorted { ($0.seconds.median, $0.label) < ($1.seconds.median, $1.label) })
        }
        let title = trees.isEmpty ? "From a registry to blobs in memory" : "From a registry to files in memory"
        let rounds = shown.flatMap(\.rows).map(\.measurements.count).filter { $0 > 0 }.min() ?? 0
        return TimeChart(
            title: title,
            note: "median of \(rounds == 1 ? "1 round" : "\(rounds) rounds"), \(machine.date), \(machine.hardware)",
            groups: groups)
    }

    private static func label(of row: ScenarioResult.Row, in result: ScenarioResult) -> String {
        row.label == ScenarioResult.resolve && result.detail != nil ? "resolve -o rootfs:DIR" : row.label
    }

    private static func role(of row: ScenarioResult.Row) -> TimeChart.Role {
        if row.label.hasPrefix(ScenarioResult.resolve) { return .own }
        return row.label == ParallelTar.label ? .floor : .rival
    }
}
