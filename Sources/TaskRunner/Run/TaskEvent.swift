/// Something that happens while a task runs; no secret is in it.
package enum TaskEvent: Hashable, Sendable {
    /// A step begins, for the first time or again.
    case began(step: String, attempt: Int, what: String)
    /// A step says a line.
    case line(step: String, String)
    /// A step has ended, or an attempt that another follows.
    case ended(step: String, StepOutcome, seconds: Double)
    /// Something worth knowing.
    case note(String)
}
