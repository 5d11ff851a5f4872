import CommandRendering
import TaskRunner

/// What lint found, as lines or as JSON.
struct FindingRendering {
    /// The findings, in the file's order.
    private let findings: [Finding]
    /// The file's name.
    private let file: String

    /// A rendering of `findings` in `file`.
    init(_ findings: [Finding], file: String) {
        self.findings = findings
        self.file = file
    }

    /// Whether there is nothing to say.
    var isEmpty: Bool { findings.isEmpty }

    /// Two lines a finding: where and what, then what to write instead.
    var lines: [String] {
        guard !findings.isEmpty else { return ["\(Shown.text(file)): no mistakes found"] }
        return findings.flatMap { finding in
            let place = Shown.text(file) + (finding.line > 0 ? ":\(finding.line)" : "")
            let step = finding.step.map { " (step \(Shown.text($0)))" } ?? ""
            let first = "\(place): \(Self.word(finding)): \(Shown.sentence(finding.sentence))\(step)"
            return [first] + (finding.repair.map { ["  repair: " + Shown.sentence($0)] } ?? [])
        }
    }

    /// The file with its findings.
    var json: JSONValue {
        .object([
            "file": .text(file),
            "findings": .list(
                findings.map { finding in
                    .object([
                        "line": finding.line > 0 ? .integer(Int64(finding.line)) : .null,
                        "step": .optional(finding.step), "severity": .text(Self.word(finding)),
                        "rule": .text(finding.rule.rawValue), "message": .text(finding.sentence),
                        "repair": .optional(finding.repair),
                    ])
                }),
        ])
    }

    /// The sentence of the end, where there are errors.
    var failure: String? {
        let errors = findings.count(where: \.isError)
        guard errors > 0 else { return nil }
        return "\(file): \(Quantity.count(errors, "mistake"))"
    }

    private static func word(_ finding: Finding) -> String { finding.isError ? "error" : "warning" }
}
