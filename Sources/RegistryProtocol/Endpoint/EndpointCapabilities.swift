/// What a place is trusted with (containerd's `capabilities`).
package struct EndpointCapabilities: OptionSet, Hashable, Sendable {
    /// The bits.
    package let rawValue: UInt8

    /// The capabilities of these bits.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// It may be asked for what is named by digest, and so checked: manifests and blobs.
    package static let pull = EndpointCapabilities(rawValue: 1)
    /// It may say which digest a tag stands for.
    package static let resolve = EndpointCapabilities(rawValue: 2)
    /// It may be written to.
    package static let push = EndpointCapabilities(rawValue: 4)
    /// Everything: what a place may do of which nothing is said.
    package static let all: EndpointCapabilities = [.pull, .resolve, .push]

    /// The capability that is written `word`, in letters of any case.
    package init?(word: String) {
        guard let known = Self.words.first(where: { $0.word == word.asciiLowercased }) else { return nil }
        self = known.capability
    }

    /// The words of those that are there.
    package var words: [String] { Self.words.filter { contains($0.capability) }.map(\.word) }

    /// All words that are known.
    package static let knownWords = words.map(\.word)

    private static let words: [(word: String, capability: EndpointCapabilities)] = [
        ("pull", .pull), ("resolve", .resolve), ("push", .push),
    ]
}
