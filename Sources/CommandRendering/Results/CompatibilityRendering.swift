import ImageModel
import ImageResolver
import PlatformModel

/// What an image says about the machines that it suits, below the table of `explain`.
package struct CompatibilityRendering {
    private let compatibility: [ExplainedCompatibility]

    /// Renders what was found, in this order.
    package init(_ compatibility: [ExplainedCompatibility]) {
        self.compatibility = compatibility
    }

    /// One line of the table: a set of rules, or one requirement.
    struct Row {
        let source: String
        let subject: String
        let rule: String
        let requirement: String
        let fact: String
        let answer: CompatibilityAnswer?
        let note: String?
    }

    /// The most lines that are shown.
    private static let mostRows = 200

    /// The lines: one for each set of rules, and after it one for each of its requirements.
    var rows: [Row] {
        let rows = compatibility.flatMap(Self.rows(of:))
        return Array(rows.prefix(Self.mostRows))
    }

    /// The table; no lines if nothing was found.
    package var table: TextTable {
        var table = TextTable(["compatibility", "for", "rule", "requirement", "this host", "verdict"])
        for row in rows {
            table.add([
                row.source, row.subject, row.rule, row.requirement, row.fact,
                row.note ?? row.answer.map(Self.words(for:)) ?? "",
            ])
        }
        return table
    }

    /// The same table for a page.
    var pageTable: PageTable {
        var table = PageTable(
            "What the image says about the machines that it suits, compared with this host. It does not change the choice.",
            columns: [
                .init(title: "source", width: "short"), .init(title: "for", width: "tiny"),
                .init(title: "rule", width: "middle"), .init(title: "requirement", width: "rest"),
                .init(title: "this host", width: "short"), .init(title: "verdict", width: "middle"),
            ])
        for row in rows {
            let verdict: HTML = row.note.map { .text($0) } ?? row.answer.map(Self.badge(for:)) ?? .empty
            table.add([
                .code(row.source), .text(row.subject), .text(row.rule), .text(row.requirement), .text(row.fact),
                verdict,
            ])
        }
        return table
    }

    /// The verdict in words, in the color of its meaning.
    private static func badge(for answer: CompatibilityAnswer) -> HTML {
        switch answer {
        case .met: .badge(words(for: answer), "good")
        case .notMet: .badge(words(for: answer), "bad")
        case .untold: .text(words(for: answer))
        }
    }

    /// The result for `--json`.
    package var json: JSONValue {
        .list(
            compatibility.map { found in
                .object([
                    "source": .text(Self.code(of: found.source)),
                    "digest": .digest(found.source.artifact),
                    "annotation": .optional(found.source.annotation),
                    "subject": .digest(found.subject),
                    "position": found.position.map(JSONValue.position) ?? .null,
                    "note": .optional(found.note),
                    "sets": .list(found.sets.map(Self.json(of:))),
                ])
            })
    }

    private static func rows(of found: ExplainedCompatibility) -> [Row] {
        let source =
            switch found.source {
            case .artifact(let digest): Shown.digest(digest)
            case .annotation(let name): Shown.text(name)
            case .platformFeatures: "platform.features"
            case .referrers: "referrers"
            }
        let subject = found.position.map(Shown.position) ?? "index"
        func row(
            _ rule: String, _ requirement: String, _ fact: String, _ answer: CompatibilityAnswer?, note: String? = nil
        ) -> Row {
            Row(
                source: source, subject: subject, rule: rule, requirement: requirement, fact: fact, answer: answer,
                note: note)
        }
        if let note = found.note {
            return [row("-", "-", "-", nil, note: "could not be read: " + Shown.sentence(note))]
        }
        return found.sets.flatMap { set in
            let requirements = set.rules.flatMap { rule in
                rule.requirements.map { (Shown.text(rule.name), $0) }
                    + rule.alternatives.enumerated().flatMap { number, alternative in
                        alternative.map { ("\(Shown.text(rule.name)), alternative \(number + 1)", $0) }
                    }
            }
            return [row("all rules", title(of: set), "-", set.answer)]
                + requirements.map { row($0.0, Shown.sentence($0.1.text), Shown.text($0.1.fact ?? "-"), $0.1.answer) }
        }
    }

    private static func title(of set: JudgedCompatibility) -> String {
        let parts = [
            set.description.map(Shown.text), set.tag.map { "tag \(Shown.text($0))" }, set.weight.map { "weight \($0)" },
        ]
        let title = parts.compactMap(\.self).joined(separator: ", ")
        return title.isEmpty ? "-" : title
    }

    /// The verdict in words.
    static func words(for answer: CompatibilityAnswer) -> String {
        switch answer {
        case .met: "met"
        case .notMet: "not met"
        case .untold(let reason): "cannot be told: \(Shown.sentence(reason))"
        }
    }

    private static func code(of source: ExplainedCompatibility.Source) -> String {
        switch source {
        case .artifact: "artifact"
        case .annotation: "annotation"
        case .platformFeatures: "platform-features"
        case .referrers: "referrers"
        }
    }

    private static func json(of set: JudgedCompatibility) -> JSONValue {
        .object([
            "description": .optional(set.description),
            "tag": .optional(set.tag),
            "weight": set.weight.map { .integer(Int64($0)) } ?? .null,
            "verdict": verdict(of: set.answer),
            "rules": .list(
                set.rules.map { rule in
                    .object([
                        "name": .text(rule.name),
                        "verdict": verdict(of: rule.answer),
                        "requirements": .list(rule.requirements.map(json(of:))),
                        "alternatives": .list(rule.alternatives.map { .list($0.map(json(of:))) }),
                    ])
                }),
        ])
    }

    private static func json(of requirement: JudgedCompatibility.Requirement) -> JSONValue {
        var reason: String?
        if case .untold(let text) = requirement.answer { reason = text }
        return .object([
            "text": .text(requirement.text), "verdict": verdict(of: requirement.answer),
            "fact": .optional(requirement.fact), "reason": .optional(reason),
        ])
    }

    private static func verdict(of answer: CompatibilityAnswer) -> JSONValue {
        switch answer {
        case .met: .text("met")
        case .notMet: .text("not-met")
        case .untold: .text("unknown")
        }
    }
}

extension ExplainedCompatibility.Source {
    fileprivate var artifact: Digest? {
        guard case .artifact(let digest) = self else { return nil }
        return digest
    }

    fileprivate var annotation: String? {
        guard case .annotation(let name) = self else { return nil }
        return name
    }
}
