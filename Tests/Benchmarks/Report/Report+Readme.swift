extension Report {
    /// The README's part on speed: one row a scenario, one column a rival.
    var readme: String {
        let rivals = Self.rivals.filter { rival in timed.contains { wall($0, rival.labels) != nil } }
        var table = MarkdownTable([""] + rivals.map(\.heading) + ["CPU", "peak MiB"])
        for result in timed where result.detail == nil {
            let cells = rivals.map { rival in wall(result, rival.labels).map { Text.spread($0) } ?? "" }
            let processor = result.ratio(of: ScenarioResult.resolve, to: CurlFiles(then: .hashed).name) {
                $0.processorSeconds
            }
            let peak = Spread(result.measurements(of: ScenarioResult.resolve).map { Double($0.peakKibibytes) / 1024 })
            table.add(
                [result.title] + cells + [
                    processor.map { Text.decimal($0.median, 2) } ?? "", peak.map { Text.decimal($0.maximum, 0) } ?? "",
                ])
        }
        let rounds =
            timed.filter { $0.detail == nil }.flatMap(\.rows).map(\.measurements.count).filter { $0 > 0 }.min() ?? 0
        guard rounds > 0 else { return (["## Speed", ""] + treeLines).joined(separator: "\n") + "\n" }
        let lines = [
            "## Speed", "",
            "`make bench` pulls images beside other programs. Wall time of `resolve`, ÷ each of theirs (minimum–median–maximum",
            "of at least \(rounds) rounds), \(machine.date), \(machine.hardware):", "",
        ]
        return (lines + table.lines + ["", Self.notes, Self.legend, ""] + treeLines).joined(separator: "\n") + "\n"
    }

    /// The chart of the way to files, and one line for each of its cases.
    private var treeLines: [String] {
        let trees = timed.filter { $0.detail != nil }
        guard !trees.isEmpty else { return [] }
        let cases = trees.map { result in
            let times = result.rows.compactMap { row in
                Spread(row.measurements.map(\.wallSeconds)).map { "\(row.label) \(Text.seconds($0.median))" }
            }
            let peaks = result.measurements(of: ScenarioResult.resolve).map { $0.peakKibibytes >> 10 }
            let peak = peaks.max().map { ", resolve in \($0) MiB" } ?? ""
            return "- \(result.title) (\(result.detail ?? "")): \(times.joined(separator: ", "))\(peak)"
        }
        return ["![From a registry to files: seconds of each program](\(Self.chartPath))", ""] + cases
    }

    /// Where the repository keeps its copy of the chart.
    static let chartPath = "Sources/ImageResolver/ImageResolver.docc/Resources/unpacking-speed.svg"

    private static let rivals: [(heading: String, labels: [String])] = [
        ("curl", [CurlFiles().name, CurlFiles(then: .synced).name, CurlRanges().name]),
        ("skopeo", [SkopeoCopy().name]), ("ctr", [CtrFetch().name]), ("crane", [CranePull().name]),
    ]

    /// The wall time of `resolve`, relative to the first of the rivals that ran.
    private func wall(_ result: ScenarioResult, _ labels: [String]) -> Spread? {
        labels.lazy.compactMap { label in
            result.ratio(of: ScenarioResult.resolve, to: label) { $0.wallSeconds }
        }.first
    }

    private static let notes =
        "curl: `curl -Z`, which checks nothing; on disk then `sync -d`; for `long` 8 ranges. CPU: ÷ `curl -Z`, `openssl dgst`."
}
