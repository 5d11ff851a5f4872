import Testing

@testable import Benchmarks

struct ReportTests {
    @Test func `a table's columns are aligned`() {
        var table = MarkdownTable(["a", "long"])
        table.add(["more", "≤ 1"])
        table.add(["a | b", ""])
        #expect(table.lines == ["| a      | long |", "|--------|------|", "| more   | ≤ 1  |", #"| a \| b |      |"#])
    }

    @Test(
        arguments: [
            (Text.spread(Spread(minimum: 0.5, median: 0.625, maximum: 1)), "0.50–0.62–1.00"),
            (Text.brief(Spread(minimum: 5, median: 5, maximum: 5), 1), "5.0"),
            (Text.seconds(0.0123), "12.3 ms"), (Text.seconds(0.5), "500 ms"), (Text.seconds(12.5), "12.50 s"),
            (Text.factor(1.005, 3), "≤ 1.005×"), (Text.answer(nil), "not measured"), (Text.answer(false), "**no**"),
        ])
    func `figures are written so that they can be compared`(text: String, expected: String) {
        #expect(text == expected)
    }

    @Test func `a report in JSON has each run, and why a program was left out`() {
        let rows = [
            ScenarioResult.Row(label: "resolve", measurements: [Measurement(wallSeconds: 1.5, peakKibibytes: 7)]),
            ScenarioResult.Row(label: "podman pull", obstacle: "podman is not installed"),
        ]
        let result = ScenarioResult(title: "five layers", detail: "5 layers", imageSize: 9, rows: rows)
        let machine = Machine(date: "2026-01-02", hardware: "2 × CPU", programs: ["resolve: 1"])
        let findings = [Bound.wall(against: "podman pull", atMost: 1).finding(in: result)]
        let report = Report(machine: machine, results: [result], findings: findings)
        #expect(
            report.json.text == #"{"date":"2026-01-02","machine":"2 × CPU","programs":["resolve: 1"],"scenarios":"#
                + #"[{"title":"five layers","image":"5 layers","imageBytes":9,"contestants":[{"contestant":"resolve","#
                + #""runs":[{"wallSeconds":1.500000,"processorSeconds":0.000000,"peakKibibytes":7}]},"#
                + #"{"contestant":"podman pull","missing":"podman is not installed","runs":[]}]}],"#
                + #""findings":[{"scenario":"five layers","figure":"wall, ÷ podman pull","wanted":"≤ 1.00×","#
                + #""seen":null,"met":null}]}"#)
        #expect(report.markdown(chart: "c.svg").contains("| podman pull | missing: podman is not installed |"))
    }
}
