/// All that is known of a host: what it runs, the facts behind it, and what a reader should know besides.
public struct HostReport: Hashable, Sendable {
    /// What the choice of an image rests on.
    public var host: Host
    /// Every fact with its evidence, the weightiest first.
    public var facts: [Fact]
    /// Contradictions and warnings, each a sentence.
    public var notes: [String]

    /// A report of these parts.
    public init(host: Host, facts: [Fact], notes: [String]) {
        self.host = host
        self.facts = facts
        self.notes = notes
    }
}
