/// How an entry is taken.
public struct Acceptance: Hashable, Sendable {
    /// How well it suits the host.
    public let rank: Rank
    /// How it runs, in one stable word.
    public let word: AcceptanceWord
    /// How it runs, with the facts; empty when the word says it all.
    public let detail: String
}
