import ProgramRunner

/// Why an attempt at a step did not succeed.
struct StepFailure: Error, Sendable {
    /// How the attempt ended.
    let outcome: StepOutcome

    /// A failure with the status that stands for it.
    init(_ status: Int32, _ sentence: String) {
        outcome = .failed(status: status, sentence)
    }

    /// What a registry did not do.
    init(_ failure: TaskImageFailure) {
        outcome = .failed(status: failure.status, failure.sentence)
    }

    /// The time was over.
    init(timeoutSeconds: Int) {
        outcome = .timedOut(seconds: timeoutSeconds)
    }

    /// A program that ended with a status other than 0.
    init(_ ending: ProgramEnding, program: String) {
        switch ending {
        case .exited(let status): outcome = .failed(status: status, "\(program) ended with status \(status)")
        case .signalled(let signal):
            outcome = .failed(status: ending.status, "\(program) was ended by signal \(signal)")
        }
    }

    /// A program that did not run to its end.
    init(_ failure: ProgramFailure, seconds: Int) {
        outcome =
            switch failure {
            case .timedOut: .timedOut(seconds: seconds)
            case .cancelled: .cancelled
            case .missing: .failed(status: 127, failure.description)
            case .workingDirectory, .notStarted, .inputTooLong, .outputTooLong:
                .failed(status: 126, failure.description)
            }
    }

    /// Whether the time was over, or the task has ended.
    var isTimeout: Bool {
        switch outcome {
        case .timedOut, .cancelled: true
        case .succeeded, .failed, .skipped: false
        }
    }
}
