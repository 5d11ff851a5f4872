extension Report {
    /// The README's part on speed: the chart of the way to files, and of the transfers the cases that say most, one row a
    /// scenario, one column a rival.
    var readme: String {
        let transfers = timed.filter { Self.readmeTitles.contains($0.title) }
        let shown = transfers + timed.filter { $0.detail != nil }
        let rounds = shown.flatMap(\.rows).map(\.measurements.count).filter { $0 > 0 }.min() ?? 0
        var lines = ["## Speed", ""]
        if shown.count > transfers.count {
            lines += ["![Seconds from a registry to unpacked files, for each program](\(Self.chartPath))", ""]
        }
        lines += [
            "`make bench` compares `resolve` with other programs, in memory: \(machine.date), \(machine.hardware).",
            "At least \(rounds == 1 ? "1 round" : "\(rounds) rounds").",
        ]
        if !transfers.isEmpty {
            lines[lines.count - 1] += Self.heading
            lines += [""] + table(of: transfers) + ["", Self.notes]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Where the repository keeps its copy of the chart.
    static let chartPath = "Sources/ImageResolver/ImageResolver.docc/Resources/unpacking-speed.svg"

    private static let readmeTitles = ["small, loopback", "huge, loopback", "long, slow link"]

    private static let heading =
        " Wall time of `resolve` to an OCI layout, without unpacking, ÷ each of theirs (minimum–median–maximum):"

    private static let notes =
        "curl: `curl -Z`, which verifies nothing, 8 ranges for `long`; CPU: ÷ `curl -Z`, `openssl dgst`. `small` is 3 KiB, "
        + "`huge` 1 GiB, `long` 256 MiB at 20 MiB/s per connection."

    private func table(of results: [ScenarioResult]) -> [String] {
        let rivals = Self.rivals.filter { rival in results.contains { wall($0, rival.labels) != nil } }
        var table = MarkdownTable([""] + rivals.map(\.heading) + ["CPU", "peak MiB"])
        for result in results {
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
        return table.lines
    }

    private static let rivals: [(heading: String, labels: [String])] = [
        ("curl", [CurlFiles().name, CurlRanges().name]),
        ("skopeo", [SkopeoCopy().name]), ("ctr", [CtrFetch().name]), ("crane", [CranePull().name]),
    ]

    /// The wall time of `resolve`, relative to the first of the rivals that ran.
    private func wall(_ result: ScenarioResult, _ labels: [String]) -> Spread? {
        labels.lazy.compactMap { label in
            result.ratio(of: ScenarioResult.resolve, to: label) { $0.wallSeconds }
        }.first
    }
}
