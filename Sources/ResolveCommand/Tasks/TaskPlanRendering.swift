import CommandRendering
import TaskRunner

/// A plan, as lines or as JSON.
struct TaskPlanRendering {
    private let plan: TaskPlan
    private let file: String

    /// A rendering of the plan that a file makes.
    init(_ plan: TaskPlan, file: String) {
        self.plan = plan
        self.file = file
    }

    /// A line a step, and one for each thing that is not as usual.
    var lines: [String] {
        plan.steps.enumerated().flatMap { number, step -> [String] in
            let after = step.dependencies.map { plan.steps[$0].id }
            let order = after.isEmpty ? "at once" : "after " + after.joined(separator: ", ")
            let first = "\(number). \(Shown.text(step.id)) (\(Shown.sentence(order)))"
            return [first, "   " + shown(step.summary)] + (platform(step).map { ["   for \($0)"] } ?? []) + timing(step)
        }
    }

    /// The file with its steps.
    var json: JSONValue {
        .object(["file": .text(file), "steps": .list(plan.steps.map(json))])
    }

    private func json(_ step: PlannedStep) -> JSONValue {
        .object([
            "id": .text(step.id), "line": .integer(Int64(step.line)), "kind": .text(step.action.kind),
            "command": .text(plan.redactor.redacted(step.summary)),
            "when": .list(step.dependencies.map { .text(plan.steps[$0].id) }),
            "platform": .optional(platform(step)),
            "timeout": .integer(Int64(step.timing.timeout)),
            "startDelay": .integer(Int64(step.timing.startDelay)),
            "retries": .integer(Int64(step.timing.retries)),
            "retryDelay": .integer(Int64(step.timing.retryDelay)),
            "repeat": .integer(Int64(step.timing.repetitions)),
            "ignoreErrors": .bool(step.timing.ignoresErrors),
        ])
    }

    private func platform(_ step: PlannedStep) -> String? {
        guard case .build(_, let platform, _) = step.action else { return nil }
        return platform.map { Shown.platform($0) }
    }

    private func timing(_ step: PlannedStep) -> [String] {
        let timing = step.timing
        var words = ["at most \(timing.timeout) s"]
        if timing.startDelay > 0 { words.append("\(timing.startDelay) s later") }
        if timing.retries > 0 {
            words.append("tried again \(Quantity.count(timing.retries, "time")), \(timing.retryDelay) s apart")
        }
        if timing.repetitions > 0 { words.append("repeated \(Quantity.count(timing.repetitions, "time"))") }
        if timing.ignoresErrors { words.append("may fail") }
        return ["   " + words.joined(separator: ", ")]
    }

    private func shown(_ text: String) -> String {
        Shown.sentence(plan.redactor.redacted(text))
    }
}
