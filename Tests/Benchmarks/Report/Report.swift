/// Everything that was measured, as text.
struct Report: Sendable {
    /// What it was measured on.
    let machine: Machine
    /// The scenarios in their order.
    let results: [ScenarioResult]
    /// The wanted figures, in the same order.
    let findings: [Finding]

    /// The scenarios whose times count.
    var timed: [ScenarioResult] { results.filter { !$0.isCount } }

    /// What the images and ways are.
    static let legend = """
        `small` is 3 KiB, `many` 40 × 3 MiB, `mixed` 8 layers from 1 KiB to 200 MiB, `huge` 1 GiB, `long` 256 MiB; the slow
        link has \(Scenarios.slowLinkText). Pulls go to memory; on disk they are durable. curl is `curl -Z`, which checks nothing.
        """

    /// The table of wanted figures.
    var findingLines: [String] {
        var table = MarkdownTable(["scenario", "figure", "wanted", "seen", "met"])
        for finding in findings {
            let digits = finding.subject.hasPrefix("bytes") ? 4 : finding.limit > 2 ? 1 : 2
            let seen = finding.seen.map { Text.brief($0, digits) } ?? "–"
            table.add([finding.scenario, finding.subject, finding.wanted, seen, Text.answer(finding.isMet)])
        }
        return table.lines
    }

    /// The whole report; `chart` is the chart's file name.
    func markdown(chart: String) -> String {
        var lines = ["# Benchmarks of `resolve`", ""]
        lines += ["\(machine.date), \(machine.hardware).", ""]
        lines += machine.programs.map { "- \($0)" }
        lines += ["", Self.method, "", Self.legend, "", "## Wanted and seen", ""] + findingLines
        lines += ["", "![seconds of each program](\(chart))", ""]
        for result in results {
            lines +=
                ["## " + result.title, ""] + (result.detail.map { [$0 + ".", ""] } ?? []) + Self.lines(of: result) + [
                    ""
                ]
        }
        return lines.joined(separator: "\n")
    }

    private static let method = """
        Every contestant runs once a round, in another order each round; ratios are taken within a round. Three numbers are
        minimum, median and maximum; a figure is met when its median is. Wall time, CPU time (user and system, of the
        program itself) and peak memory are those of wait4(2). Where images are unpacked, those of the daemon that does it
        are added, but for its start; each one begins with nothing, and what it mounts is in a mount namespace of its own.
        Removing what was pulled is not measured. All servers run on the same cores as the contestants.
        """

    private static func lines(of result: ScenarioResult) -> [String] {
        var table = MarkdownTable([
            "contestant", "wall, median", "resolve ÷ this", "CPU s", "peak MiB", "wire ÷ content",
        ])
        for row in result.rows {
            let runs = row.measurements
            let wall = Spread(runs.map(\.wallSeconds)).map { Text.seconds($0.median) }
            let ratio = result.ratio(of: ScenarioResult.resolve, to: row.label) { $0.wallSeconds }
            let processor = Spread(runs.map(\.processorSeconds)).map { Text.decimal($0.median, 3) }
            let peak = Spread(runs.map { Double($0.peakKibibytes) / 1024 }).map { Text.brief($0, 1) }
            let wire = Spread(runs.compactMap(\.wireBytes).map { Double($0) / Double(max(1, result.imageSize)) })
            let isResolve = row.label == ScenarioResult.resolve
            table.add([
                row.label, row.obstacle.map { "missing: " + $0 } ?? wall ?? "–",
                isResolve ? "1" : ratio.map { Text.spread($0) } ?? "–", processor ?? "–", peak ?? "–",
                wire.map { Text.decimal($0.median, 4) } ?? "–",
            ])
        }
        return table.lines
    }
}
