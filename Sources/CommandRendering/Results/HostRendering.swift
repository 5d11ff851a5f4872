import PlatformModel

/// The output of `resolve host`: the platform, the facts behind it, and the platforms that the host accepts.
package struct HostRendering {
    private let report: HostReport
    /// The accepted platforms, best first, each with its reason code.
    private let accepts: [(platform: Platform, reason: AcceptanceReason)]
    /// The container engines; `nil` if they were not asked.
    private let engines: EngineRendering?

    /// Renders one report; `accepts` lists the accepted platforms, best first.
    package init(
        _ report: HostReport, accepts: [(platform: Platform, reason: AcceptanceReason)],
        engines: EngineRendering? = nil
    ) {
        self.report = report
        self.accepts = accepts
        self.engines = engines
    }

    /// The report as tables, in which no fact is longer than `width` characters, if that is given.
    package func lines(width: Int? = nil) -> [String] {
        var lines = [Shown.platform(report.host.platform)]
        let facts = width.map { factTable.lines(width: $0 - 2, cutting: [(3, 12)]) } ?? factTable.lines()
        lines += ["", "facts"] + facts.map { "  " + $0 }
        lines += section("accepts", acceptTable)
        if !report.host.emulators.isEmpty { lines += section("emulators (used with --emulated)", emulatorTable) }
        if !report.notes.isEmpty { lines += ["", "notes"] + report.notes.map { "  " + Shown.text($0) } }
        if let engines { lines += engines.lines(width: width) }
        return lines
    }

    /// The report for `--json`.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "platform": .platform(report.host.platform),
            "facts": .list(report.facts.map(Self.json(of:))),
            "accepts": .list(
                accepts.map { .object(["platform": .platform($0.platform), "word": .text($0.reason.rawValue)]) }
            ),
            "emulators": .list(report.host.emulators.map(Self.json(of:))),
            "notes": .list(report.notes.map(JSONValue.text)),
        ]
        if let engines { members.merge(engines.members) { $1 } }
        return .object(members)
    }

    private func section(_ heading: String, _ table: TextTable) -> [String] {
        ["", heading] + table.lines(indent: "  ")
    }

    private var factTable: TextTable {
        var table = TextTable()
        for fact in report.facts {
            let raw = fact.raw.isEmpty || fact.raw == fact.value ? "" : " = " + Self.shortened(fact.raw)
            let source = Shown.text(fact.source) + raw
            table.add([Shown.text(fact.name), Shown.text(fact.value), fact.status.rawValue, source])
        }
        return table
    }

    private var acceptTable: TextTable {
        var table = TextTable(rightAligned: [0])
        for (number, accepted) in accepts.enumerated() {
            table.add([String(number + 1), Shown.platform(accepted.platform), accepted.reason.rawValue])
        }
        return table
    }

    private var emulatorTable: TextTable {
        var table = TextTable()
        for emulator in report.host.emulators {
            table.add([
                Shown.text(emulator.handler), Shown.text(emulator.architecture), emulator.note.map(Shown.text) ?? "",
            ])
        }
        return table
    }

    /// The start of a raw probe result; `--json` prints it in full.
    private static func shortened(_ raw: String) -> String {
        raw.count > 40 ? Shown.text(String(raw.prefix(39))) + "…" : Shown.text(raw)
    }

    private static func json(of fact: Fact) -> JSONValue {
        .object([
            "name": .text(fact.name), "value": .text(fact.value), "source": .text(fact.source), "raw": .text(fact.raw),
            "status": .text(fact.status.rawValue),
        ])
    }

    private static func json(of emulator: Emulator) -> JSONValue {
        .object([
            "handler": .text(emulator.handler), "architecture": .text(emulator.architecture),
            "fixesBinary": .bool(emulator.fixesBinary), "note": .optional(emulator.note),
        ])
    }
}

/// The output of `resolve host --list`.
package struct NamedHostsRendering {
    private let hosts: [(host: NamedHost, platform: Platform)]

    /// Renders these machines in this order.
    package init(_ hosts: [(host: NamedHost, platform: Platform)]) {
        self.hosts = hosts
    }

    /// One line per machine: its name and platform.
    package var lines: [String] {
        var table = TextTable()
        for (host, platform) in hosts { table.add([Shown.text(host.name), Shown.platform(platform)]) }
        return table.lines()
    }

    /// The machines for `--json`.
    package var json: JSONValue {
        .list(
            hosts.map { host, platform in
                .object([
                    "name": .text(host.name), "platform": .platform(platform), "source": .text(host.source),
                ])
            })
    }
}
