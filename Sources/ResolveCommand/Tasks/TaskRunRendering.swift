import CommandRendering
import TaskRunner

/// What became of the steps of a run, as lines or as JSON.
struct TaskRunRendering {
    private let steps: [(step: PlannedStep, report: TaskSchedule.Report)]
    private let redactor: Redactor
    private let file: String

    /// A rendering of the reports on the steps of a plan.
    init(_ plan: TaskPlan, reports: [TaskSchedule.Report], file: String) {
        steps = Array(zip(plan.steps, reports))
        redactor = plan.redactor
        self.file = file
    }

    /// A table with a line a step.
    var lines: [String] {
        var table = TextTable(["step", "kind", "status", "attempts", "seconds"], rightAligned: [3, 4])
        for (step, report) in steps {
            let word = report.outcome.word + (report.isIgnored ? ", let pass" : "")
            table.add([
                Shown.text(step.id), step.action.kind, word, "\(report.attempts)",
                Self.seconds(Double(report.milliseconds) / 1_000),
            ])
        }
        return table.lines()
    }

    /// The file with its steps, each with its own exit status.
    var json: JSONValue {
        .object([
            "file": .text(file),
            "steps": .list(
                steps.map { step, report in
                    .object([
                        "id": .text(step.id), "kind": .text(step.action.kind), "status": .text(report.outcome.word),
                        "exit": Self.exit(report.outcome), "message": .optional(sentence(report.outcome)),
                        "attempts": .integer(Int64(report.attempts)),
                        "seconds": .number(Double(report.milliseconds) / 1_000), "ignored": .bool(report.isIgnored),
                    ])
                }),
        ])
    }

    /// The sentence of the end, where a step has failed.
    var failure: String? {
        let failed = steps.first { _, report in
            switch report.outcome {
            case .failed, .timedOut: !report.isIgnored
            case .succeeded, .cancelled, .skipped: false
            }
        }
        guard let (step, report) = failed else { return nil }
        return "\(file): step \(step.id) \(report.outcome.word)" + (sentence(report.outcome).map { ": \($0)" } ?? "")
    }

    /// The status of a step; that of timeout(1) where its time was over, none where it did not come to an end.
    static func exit(_ outcome: StepOutcome) -> JSONValue {
        switch outcome {
        case .succeeded: .integer(0)
        case .failed(let status, _): .integer(Int64(status))
        case .timedOut: .integer(124)
        case .cancelled, .skipped: .null
        }
    }

    /// Seconds with one digit behind the point.
    static func seconds(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private func sentence(_ outcome: StepOutcome) -> String? {
        switch outcome {
        case .failed(_, let sentence): redactor.redacted(sentence)
        case .timedOut(let seconds): "it ran longer than \(seconds) s"
        case .succeeded, .cancelled, .skipped: nil
        }
    }
}
