/// How one attempt at a step, or a step as a whole, ended.
package enum StepOutcome: Hashable, Sendable {
    /// It did what it was to do.
    case succeeded
    /// Its program ended with a status other than 0, or something it asked for went wrong; with the status and a sentence.
    case failed(status: Int32, String)
    /// It ran longer than it may.
    case timedOut(seconds: Int)
    /// The task ended before it did.
    case cancelled
    /// It never began: a step before it had failed.
    case skipped

    /// The word for it.
    package var word: String {
        switch self {
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .timedOut: "timed out"
        case .cancelled: "cancelled"
        case .skipped: "skipped"
        }
    }
}
