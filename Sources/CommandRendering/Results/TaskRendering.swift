import ImageModel
import ImageResolver
import TaskRunner

/// The output of `resolve task lint`.
package struct FindingRendering {
    private let findings: [Finding]
    private let file: String

    /// Renders the findings in `file`, in file order.
    package init(_ findings: [Finding], file: String) {
        self.findings = findings
        self.file = file
    }

    /// Whether there are no findings.
    package var isEmpty: Bool { findings.isEmpty }

    /// Two lines per finding: the location and the mistake, then the correction.
    package var lines: [String] {
        guard !findings.isEmpty else { return ["\(Shown.text(file)): no mistakes found"] }
        return findings.flatMap { finding in
            let location = Shown.text(file) + (finding.line > 0 ? ":\(finding.line)" : "")
            let step = finding.step.map { " (step \(Shown.text($0)))" } ?? ""
            let first = "\(location): \(Self.severity(finding)): \(Shown.sentence(finding.sentence))\(step)"
            return [first] + (finding.repair.map { ["  repair: " + Shown.sentence($0)] } ?? [])
        }
    }

    /// The findings for `--json`.
    package var json: JSONValue {
        .object([
            "file": .text(file),
            "findings": .list(
                findings.map { finding in
                    .object([
                        "line": finding.line > 0 ? .integer(Int64(finding.line)) : .null,
                        "step": .optional(finding.step), "severity": .text(Self.severity(finding)),
                        "rule": .text(finding.rule.rawValue), "message": .text(finding.sentence),
                        "repair": .optional(finding.repair),
                    ])
                }),
        ])
    }

    /// The error sentence; `nil` if there are only warnings.
    package var failure: String? {
        let errors = findings.count(where: \.isError)
        guard errors > 0 else { return nil }
        return "\(file): \(Quantity.count(errors, "error"))"
    }

    private static func severity(_ finding: Finding) -> String { finding.isError ? "error" : "warning" }
}

/// The output of `resolve task plan`.
package struct TaskPlanRendering {
    private let plan: TaskPlan
    private let file: String

    /// Renders the plan of `file`.
    package init(_ plan: TaskPlan, file: String) {
        self.plan = plan
        self.file = file
    }

    /// A few lines per step.
    package var lines: [String] {
        plan.steps.enumerated().flatMap { number, step -> [String] in
            let after = step.dependencies.map { plan.steps[$0].id }
            let order = after.isEmpty ? "immediately" : "after " + after.joined(separator: ", ")
            let first = "\(number). \(Shown.text(step.id)) (\(Shown.sentence(order)))"
            let command = "   " + Shown.sentence(plan.redactor.redacted(step.action.summary))
            let platform = step.platform.map { ["   for \(Shown.platform($0))"] } ?? []
            return [first, command] + platform + ["   " + Self.timing(step.timing)]
        }
    }

    /// The steps for `--json`.
    package var json: JSONValue {
        .object(["file": .text(file), "steps": .list(plan.steps.map(json))])
    }

    private func json(_ step: PlannedStep) -> JSONValue {
        .object([
            "id": .text(step.id), "line": .integer(Int64(step.line)), "kind": .text(step.action.kind),
            "command": .text(plan.redactor.redacted(step.action.summary)),
            "when": .list(step.dependencies.map { .text(plan.steps[$0].id) }),
            "platform": .optional(step.platform.map { Shown.platform($0) }),
            "timeout": .integer(Int64(step.timing.timeout)),
            "startDelay": .integer(Int64(step.timing.startDelay)),
            "retries": .integer(Int64(step.timing.retries)),
            "retryDelay": .integer(Int64(step.timing.retryDelay)),
            "repeat": .integer(Int64(step.timing.repetitions)),
            "ignoreErrors": .bool(step.timing.ignoresErrors),
        ])
    }

    private static func timing(_ timing: StepTiming) -> String {
        var words = ["at most \(timing.timeout) s"]
        if timing.startDelay > 0 { words.append("delayed by \(timing.startDelay) s") }
        if timing.retries > 0 {
            words.append("retried \(Quantity.count(timing.retries, "time")), \(timing.retryDelay) s apart")
        }
        if timing.repetitions > 0 { words.append("repeated \(Quantity.count(timing.repetitions, "time"))") }
        if timing.ignoresErrors { words.append("may fail") }
        return words.joined(separator: ", ")
    }
}

/// The output of `resolve task run` on stdout: how each step ended.
package struct TaskRunRendering {
    private let steps: [(step: PlannedStep, report: TaskSchedule.Report)]
    private let pushed: [String]
    private let redactor: Redactor
    private let file: String

    /// Renders the result of a plan.
    package init(_ plan: TaskPlan, _ result: TaskRun.Result, file: String) {
        steps = Array(zip(plan.steps, result.steps))
        pushed = result.pushed
        redactor = plan.redactor
        self.file = file
    }

    /// A table with one line per step.
    package var lines: [String] {
        var table = TextTable(["step", "kind", "status", "attempts", "seconds"], rightAligned: [3, 4])
        for (step, report) in steps {
            let word = report.outcome.word + (report.isIgnored ? ", ignored" : "")
            table.add([
                Shown.text(step.id), step.action.kind, word, "\(report.attempts)",
                Self.seconds(Double(report.milliseconds) / 1_000),
            ])
        }
        return table.lines()
    }

    /// What has been pushed, as `registry/repository@sha256:…`, for `--quiet`.
    package var references: [String] { pushed.map(Shown.text) }

    /// The steps for `--json`, each with its own exit status, and what has been pushed.
    package var json: JSONValue {
        .object([
            "file": .text(file),
            "pushed": .list(pushed.map(JSONValue.text)),
            "steps": .list(
                steps.map { step, report in
                    .object([
                        "id": .text(step.id), "kind": .text(step.action.kind), "status": .text(report.outcome.word),
                        "exit": .exitStatus(report.outcome),
                        "message": .optional(report.outcome.redacted(redactor).sentence),
                        "attempts": .integer(Int64(report.attempts)),
                        "seconds": .number(Double(report.milliseconds) / 1_000), "ignored": .bool(report.isIgnored),
                    ])
                }),
        ])
    }

    /// The error about the first step that failed; `nil` if none did.
    ///
    /// What a build made for another platform is an error of its own, as it is for `check`.
    package var failure: (kind: ResolverError.Kind, sentence: String)? {
        guard let (step, report) = steps.first(where: { $0.report.outcome.isFailure && !$0.report.isIgnored }) else {
            return nil
        }
        let reason = report.outcome.redacted(redactor).sentence.map { ": \($0)" } ?? ""
        var kind = ResolverError.Kind.step
        if case .build = step.action, case .failed(ExitStatus.mismatch.rawValue, _) = report.outcome {
            kind = .mismatch
        }
        return (kind, "\(file): step \(step.id) \(report.outcome.word)\(reason)")
    }

    /// Seconds with one decimal digit.
    fileprivate static func seconds(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

/// The output of `resolve task run` on stderr: one line per event.
package struct TaskEventRendering {
    private let event: TaskEvent

    /// Renders one event.
    package init(_ event: TaskEvent) {
        self.event = event
    }

    /// A line that begins with the id of the step.
    package var line: String {
        switch event {
        case .began(let step, let attempt, let command):
            "[\(step)] " + (attempt > 1 ? "(\(attempt)) " : "") + Shown.sentence(command)
        case .line(let step, let text): "[\(step)] " + Shown.sentence(text)
        case .ended(let step, .failed(let status, let sentence), _):
            "[\(step)] failed with status \(status): \(Shown.sentence(sentence))"
        case .ended(let step, let outcome, let seconds):
            "[\(step)] \(outcome.word)" + (seconds > 0 ? " after \(TaskRunRendering.seconds(seconds)) s" : "")
        }
    }

    /// The event for `--progress json`.
    package var json: JSONValue {
        switch event {
        case .began(let step, let attempt, let command):
            .object([
                "event": .text("step-began"), "step": .text(step), "attempt": .integer(Int64(attempt)),
                "command": .text(command),
            ])
        case .line(let step, let text):
            .object(["event": .text("step-line"), "step": .text(step), "text": .text(text)])
        case .ended(let step, let outcome, let seconds):
            .object([
                "event": .text("step-ended"), "step": .text(step), "status": .text(outcome.word),
                "exit": .exitStatus(outcome), "seconds": .number(seconds),
            ])
        }
    }
}

extension JSONValue {
    /// The exit status of a step, or null if it did not run to an end.
    fileprivate static func exitStatus(_ outcome: StepOutcome) -> JSONValue {
        outcome.exitStatus.map { .integer(Int64($0)) } ?? .null
    }
}
