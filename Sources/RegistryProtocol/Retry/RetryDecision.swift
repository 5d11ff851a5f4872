/// Whether a failed request is sent again.
package enum RetryDecision: Hashable, Sendable {
    /// Yes, after that time.
    case retry(afterMilliseconds: Int)
    /// No.
    case giveUp(RetryRefusal)
}
