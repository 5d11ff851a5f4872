import TestSupport

extension Report {
    /// Everything that was measured, for programs: each run of each contestant.
    var json: JSONText {
        .object([
            ("date", .string(machine.date)), ("machine", .string(machine.hardware)),
            ("programs", .array(machine.programs.map { .string($0) })),
            ("scenarios", .array(results.map(Self.json))),
            ("findings", .array(findings.map(Self.json))),
        ])
    }

    private static func json(_ result: ScenarioResult) -> JSONText {
        let rows = result.rows.map { row in
            JSONText.object(
                [("contestant", .string(row.label))]
                    + (row.obstacle.map { [("missing", .string($0))] } ?? [])
                    + [("runs", .array(row.measurements.map(json)))])
        }
        return .object(
            [("title", .string(result.title))] + (result.detail.map { [("image", .string($0))] } ?? []) + [
                ("imageBytes", .number(result.imageSize)), ("contestants", .array(rows)),
            ])
    }

    private static func json(_ run: Measurement) -> JSONText {
        .object(
            [
                ("wallSeconds", .raw(Text.decimal(run.wallSeconds, 6))),
                ("processorSeconds", .raw(Text.decimal(run.processorSeconds, 6))),
                ("peakKibibytes", .number(run.peakKibibytes)),
            ] + (run.wireBytes.map { [("wireBytes", .number($0))] } ?? []))
    }

    private static func json(_ finding: Finding) -> JSONText {
        let seen = finding.seen.map { spread in
            [("minimum", spread.minimum), ("median", spread.median), ("maximum", spread.maximum)].map {
                ($0, JSONText.raw(Text.decimal($1, 6)))
            }
        }
        return .object([
            ("scenario", .string(finding.scenario)), ("figure", .string(finding.subject)),
            ("wanted", .string(finding.wanted)), ("seen", seen.map { .object($0) } ?? .raw("null")),
            ("met", finding.isMet.map { .bool($0) } ?? .raw("null")),
        ])
    }
}
