extension Report {
    /// The wall times of `resolve`, each relative to a rival's.
    var chart: BarChart {
        let groups = timed.map { result in
            let rivals = result.rows.map(\.label).filter { $0 != ScenarioResult.resolve && $0 != "resolve, no delay" }
            let bars = rivals.compactMap { label in
                result.ratio(of: ScenarioResult.resolve, to: label) { $0.wallSeconds }
                    .map { Bar(label: "÷ " + label, spread: $0) }
            }
            return BarChart.Group(heading: result.title, bars: bars)
        }
        return BarChart(title: "Wall time of resolve, relative to each rival, \(machine.date)", groups: groups)
    }
}
