/// Why a failed request is not sent again.
package enum RetryRefusal: Hashable, Sendable {
    /// It would fail again.
    case permanent
    /// It has been sent again as often as is allowed.
    case used(retries: Int)
    /// The server asks for a longer wait than anybody sits through: a quota, not a pause.
    case tooLongWait(seconds: Int64)
}
