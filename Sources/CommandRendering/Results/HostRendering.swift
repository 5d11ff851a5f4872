import PlatformModel

/// What `resolve host` prints: the platform, the facts it follows from, and what would run here.
package struct HostRendering {
    /// The probed host, or the one pretended.
    private let report: HostReport
    /// The platforms that the host takes, the best first, each with the ranking's word.
    private let accepts: [(platform: Platform, word: AcceptanceWord)]

    /// A rendering of one report.
    package init(_ report: HostReport, accepts: [(platform: Platform, word: AcceptanceWord)]) {
        self.report = report
        self.accepts = accepts
    }

    /// The report for people, a line an element.
    package var lines: [String] {
        var lines = [Shown.platform(report.host.platform)]
        lines += section("facts", factTable)
        lines += section("accepts", acceptTable)
        if !report.host.emulators.isEmpty { lines += section("emulators (taken with --emulated)", emulatorTable) }
        if !report.notes.isEmpty { lines += ["", "notes"] + report.notes.map { "  " + Shown.text($0) } }
        return lines
    }

    /// The report for programs.
    package var json: JSONValue {
        .object([
            "platform": .platform(report.host.platform),
            "facts": .list(report.facts.map(Self.json(of:))),
            "accepts": .list(
                accepts.map { .object(["platform": .platform($0.platform), "word": .text($0.word.rawValue)]) }
            ),
            "emulators": .list(report.host.emulators.map(Self.json(of:))),
            "notes": .list(report.notes.map(JSONValue.text)),
        ])
    }

    /// A heading with a table under it.
    private func section(_ heading: String, _ table: TextTable) -> [String] {
        ["", heading] + table.lines(indent: "  ")
    }

    /// Name, value, status and source of each fact.
    private var factTable: TextTable {
        var table = TextTable()
        for fact in report.facts {
            let raw = fact.raw.isEmpty || fact.raw == fact.value ? "" : " = " + Self.beginning(of: fact.raw)
            let source = Shown.text(fact.source) + raw
            table.add([Shown.text(fact.name), Shown.text(fact.value), fact.status.rawValue, source])
        }
        return table
    }

    /// The accepted platforms with their place.
    private var acceptTable: TextTable {
        var table = TextTable(rightAligned: [0])
        for (number, accepted) in accepts.enumerated() {
            table.add([String(number + 1), Shown.platform(accepted.platform), accepted.word.rawValue])
        }
        return table
    }

    /// The handlers with what they run.
    private var emulatorTable: TextTable {
        var table = TextTable()
        for emulator in report.host.emulators {
            table.add([
                Shown.text(emulator.handler), Shown.text(emulator.architecture), emulator.note.map(Shown.text) ?? "",
            ])
        }
        return table
    }

    /// A raw answer on one line, cut where it is long; `--json` has it whole.
    private static func beginning(of raw: String) -> String {
        raw.count > 40 ? Shown.text(String(raw.prefix(39))) + "…" : Shown.text(raw)
    }

    /// One fact for programs.
    private static func json(of fact: Fact) -> JSONValue {
        .object([
            "name": .text(fact.name), "value": .text(fact.value), "source": .text(fact.source), "raw": .text(fact.raw),
            "status": .text(fact.status.rawValue),
        ])
    }

    /// One emulator for programs.
    private static func json(of emulator: Emulator) -> JSONValue {
        .object([
            "handler": .text(emulator.handler), "architecture": .text(emulator.architecture),
            "fixesBinary": .bool(emulator.fixesBinary), "note": .optional(emulator.note),
        ])
    }
}
