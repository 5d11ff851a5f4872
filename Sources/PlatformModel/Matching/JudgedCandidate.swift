/// One entry with what became of it.
public struct JudgedCandidate: Hashable, Sendable {
    /// Where the entry stands.
    public let position: Position
    /// The platform that it was judged by, as written: the declared one, or the config's; `nil` when there is none.
    public let platform: Platform?
    /// What became of it.
    public let verdict: Verdict
}
