import ImageModel
import ImageResolver
import LayerModel
import StartModel

/// The output of `resolve why`: what an image starts, why that fails, and what a printed text means.
package struct WhyRendering {
    private let report: StartReport?
    private let meaning: StartErrorList.Meaning?
    /// The options and the name of the image, as they were typed; for commands that go on.
    private let typed: [String]

    /// Renders an answer.
    package init(_ answer: StartAnswer, typed: [String]) {
        report = answer.report
        meaning = answer.meaning
        self.typed = typed
    }

    /// The result for `--quiet`: the kind of the cause, `starts` or `unknown`.
    package var brief: [String] {
        if let report { return [report.failure?.kind.rawValue ?? (report.starts == nil ? "unknown" : "starts")] }
        return meaning?.causes.map(\.rawValue) ?? ["unknown"]
    }

    /// The result as lines, none longer than `width` characters if that is given.
    package func lines(width: Int?) -> [String] {
        var lines: [String] = []
        if let report { lines += self.lines(of: report, width) }
        if report == nil || meaning != nil {
            if report != nil { lines.append("") }
            lines += errorLines
        }
        return lines
    }

    private func lines(of report: StartReport, _ width: Int?) -> [String] {
        var header = TextTable()
        header.add(["image", Shown.text(report.image)])
        header.add(["platform", Shown.platform(report.platform)])
        if let host = report.host { header.add(["host", Shown.platform(host)]) }
        header.add(["starts", report.chain.command.isEmpty ? "nothing" : Self.command(report.chain.command)])
        var lines = header.lines()
        if !report.chain.steps.isEmpty {
            var table = TextTable(["step", "path", "layer", "content"])
            for step in report.chain.steps {
                table.add([
                    step.role.word, Self.path(of: step), Self.layer(of: step), Shown.text(Self.content(of: step)),
                ])
            }
            lines += [""] + (width.map { table.lines(width: $0, movingLast: 9) } ?? table.lines())
        }
        for finding in report.findings {
            var table = TextTable()
            table.add([finding.isFailure ? "cause" : "note", Shown.sentence(finding.sentence)])
            if let symptom = finding.symptom, finding.isFailure { table.add(["says", symptom.rawValue]) }
            table.add(["remedy", Shown.sentence(finding.remedy)])
            lines += [""] + (width.map { table.lines(width: $0, movingLast: 9) } ?? table.lines())
        }
        lines.append("")
        if !report.similarPaths.isEmpty {
            lines.append("similar  \(report.similarPaths.map(Shown.text).joined(separator: ", "))")
        }
        lines += report.absentLayers.map { "absent   layer \(Shown.digest($0))" }
        lines.append(conclusion(of: report))
        return lines
    }

    private func conclusion(of report: StartReport) -> String {
        if report.failure != nil { return "result   it does not start" }
        if report.chain.command.isEmpty { return "result   the image names no program, as an image of data may" }
        if report.starts == nil { return "result   it cannot be told, because a layer is absent" }
        return report.findings.isEmpty
            ? "result   nothing speaks against its start" : "result   it may start; see the notes"
    }

    /// What a text may mean, and what tells more.
    private var errorLines: [String] {
        guard let meaning else { return ["The text is not known. 'resolve why IMAGE' looks at the image itself."] }
        var table = TextTable(["likely", "cause"])
        for (number, cause) in meaning.causes.enumerated() { table.add(["\(number + 1)", cause.sentence]) }
        var lines = table.lines() + [""]
        for command in commands(after: meaning) { lines.append("next     \(command)") }
        return lines
    }

    /// The commands that tell which of the causes it is; the image stands for itself if none was named.
    private func commands(after meaning: StartErrorList.Meaning) -> [String] {
        let image = typed.isEmpty ? "IMAGE" : typed.map(Shown.argument).joined(separator: " ")
        // What begins with a hyphen is no program, but an argument in its place.
        let program = meaning.path.flatMap { $0.hasPrefix("-") ? nil : $0 }
        var commands: [String] = []
        for step in meaning.causes.flatMap(\.nextSteps) {
            let command =
                switch step {
                case .why: "resolve why \(image)" + (program.map { " " + Shown.argument($0) } ?? "")
                case .check: "resolve check \(image)"
                case .explain: "resolve explain \(image)"
                case .host: "resolve host"
                }
            if !commands.contains(command) { commands.append(command) }
        }
        return commands
    }
}

// MARK: - JSON

extension WhyRendering {
    /// The result for `--json`.
    package var json: JSONValue {
        var members = report.map(members(of:)) ?? [:]
        members["error"] = meaning.map(json(of:)) ?? .null
        return .object(members)
    }

    private func members(of report: StartReport) -> [String: JSONValue] {
        [
            "image": .text(report.image), "digest": .digest(report.digest),
            "platform": .platform(report.platform), "host": .platform(report.host),
            "command": .list(report.chain.command.map(JSONValue.text)),
            "starts": report.starts.map(JSONValue.bool) ?? .null,
            "steps":
                .list(
                    report.chain.steps.map { step in
                        .object([
                            "step": .text(step.role.word), "path": .text(step.path),
                            "realPath": .optional(step.file?.path), "layer": .digest(layer(of: step, in: report)),
                            "content": .optional(step.file == nil ? nil : Self.content(of: step)),
                        ])
                    }),
            "findings":
                .list(
                    report.findings.map { finding in
                        .object([
                            "cause": .text(finding.kind.rawValue),
                            "severity": .text(finding.isFailure ? "failure" : "warning"),
                            "message": .text(finding.sentence), "symptom": .optional(finding.symptom?.rawValue),
                            "remedy": .text(finding.remedy),
                        ])
                    }),
            "similarPaths": .list(report.similarPaths.map(JSONValue.text)),
            "absentLayers": .list(report.absentLayers.map { .digest($0) }),
        ]
    }

    private func json(of meaning: StartErrorList.Meaning) -> JSONValue {
        .object([
            "program": .text(meaning.program), "path": .optional(meaning.path),
            "platform": .optional(meaning.platform),
            "causes":
                .list(
                    meaning.causes.map { cause in
                        .object(["cause": .text(cause.rawValue), "message": .text(cause.sentence)])
                    }),
            "next": .list(commands(after: meaning).map(JSONValue.text)),
        ])
    }

    private func layer(of step: StartChain.Step, in report: StartReport) -> Digest? {
        step.file.flatMap { report.layers.indices.contains($0.layer) ? report.layers[$0.layer] : nil }
    }
}

extension WhyRendering {
    /// The words of a command, as a shell takes them.
    private static func command(_ words: [String]) -> String {
        Shown.sentence(words.map(Shown.argument).joined(separator: " "))
    }

    /// The path as it was named, and where links lead.
    private static func path(of step: StartChain.Step) -> String {
        guard let file = step.file, file.path != step.path else { return Shown.text(step.path) }
        return "\(Shown.text(step.path)) → \(Shown.text(file.path))"
    }

    /// The number of the layer; 1 is the lowest.
    private static func layer(of step: StartChain.Step) -> String {
        step.file.map { "\($0.layer + 1)" } ?? "-"
    }

    private static func content(of step: StartChain.Step) -> String {
        guard let file = step.file else { return "missing" }
        switch file.kind {
        case .directory: return "a directory"
        case .special: return "a device, a pipe or a socket"
        case .file, .symbolicLink: return step.content ?? "not read"
        }
    }
}

extension StartChain.Step.Role {
    /// The word in tables and JSON.
    fileprivate var word: String {
        switch self {
        case .program: "program"
        case .interpreter: "interpreter"
        case .command: "command"
        case .loader: "loader"
        }
    }
}
