/// What became of all entries of an index, and which one is taken.
public struct Judgement: Hashable, Sendable {
    /// Every entry, a nested index before its own entries, in the order of the documents.
    public let verdicts: [JudgedCandidate]
    /// The best entry, or `nil` when none runs; it is final only when ``toRead`` is empty.
    ///
    /// While a nested index that is to be read ranks best, this is that index.
    public let chosen: JudgedCandidate?
    /// The entries whose documents must be read before ``chosen`` is final.
    public let toRead: [Position]
    /// The refused entry that came nearest to being taken.
    public let nearest: JudgedCandidate?
    /// Whether no entry runs, and every one is of a kind that is not supported, whatever the platform.
    public let onlyUnsupported: Bool
}
