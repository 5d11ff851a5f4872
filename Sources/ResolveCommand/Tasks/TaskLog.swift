import CommandRendering
import TaskRunner

/// Shows on stderr what happens in a task.
struct TaskLog: Sendable {
    private let console: Console

    /// A log on a console.
    init(_ console: Console) {
        self.console = console
    }

    /// Shows one event, each line after its step's name.
    func tell(_ event: TaskEvent) {
        console.log([console.isStructured ? Self.json(event).line : Self.line(event)])
    }

    private static func line(_ event: TaskEvent) -> String {
        switch event {
        case .began(let step, let attempt, let what):
            "[\(step)] " + (attempt > 1 ? "(\(attempt)) " : "") + Shown.sentence(what)
        case .line(let step, let text): "[\(step)] " + Shown.sentence(text)
        case .ended(let step, .failed(let status, let sentence), _):
            "[\(step)] failed with status \(status): \(Shown.sentence(sentence))"
        case .ended(let step, let outcome, let seconds):
            "[\(step)] \(outcome.word)" + (seconds > 0 ? " after \(TaskRunRendering.seconds(seconds)) s" : "")
        case .note(let text): Shown.sentence(text)
        }
    }

    private static func json(_ event: TaskEvent) -> JSONValue {
        switch event {
        case .began(let step, let attempt, let what):
            .object([
                "event": .text("step-began"), "step": .text(step), "attempt": .integer(Int64(attempt)),
                "command": .text(what),
            ])
        case .line(let step, let text):
            .object(["event": .text("step-line"), "step": .text(step), "text": .text(text)])
        case .ended(let step, let outcome, let seconds):
            .object([
                "event": .text("step-ended"), "step": .text(step), "status": .text(outcome.word),
                "exit": TaskRunRendering.exit(outcome), "seconds": .number(seconds),
            ])
        case .note(let text): .object(["event": .text("note"), "message": .text(text)])
        }
    }
}
