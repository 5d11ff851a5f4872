/// Why an entry is not taken.
public struct Refusal: Hashable, Sendable {
    /// The reason, in one stable word.
    public let word: RefusalWord
    /// The reason with its facts; it may hold text of the registry's, unescaped.
    public let detail: String
    /// The option with which the entry would be taken, if one would do.
    public let remedy: Remedy?
    /// How far the entry is from being taken, among entries of the same word.
    package let distance: Int

    /// A refusal of these facts.
    package init(_ word: RefusalWord, _ detail: String, remedy: Remedy? = nil, distance: Int = 0) {
        self.word = word
        self.detail = detail
        self.remedy = remedy
        self.distance = distance
    }

    /// Whether this entry came further than `other` before it was refused.
    package func isNearer(than other: Refusal) -> Bool {
        if word != other.word { return word.nearness < other.word.nearness }
        return distance < other.distance
    }
}

extension RefusalWord {
    /// The word's place in the order of nearness; 0 is the nearest.
    fileprivate var nearness: Int {
        Self.allCases.firstIndex(of: self) ?? Self.allCases.count
    }
}
