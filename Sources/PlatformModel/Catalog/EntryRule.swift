/// What one value of an index entry says about its kind: one row of `not-images.tsv`.
package struct EntryRule: Hashable, Sendable {
    /// The part of the entry that the rule looks at.
    package enum Part: String, Hashable, Sendable, CaseIterable {
        /// The name of an annotation.
        case annotation
        /// The platform's operating system.
        case os
        /// The platform's architecture.
        case architecture
        /// The media type of the entry.
        case mediaType = "media type"
        /// The artifact type of the entry, or the media type of a manifest's config.
        case artifactType = "artifact type"
    }

    /// What an entry of that value is.
    package enum Meaning: Hashable, Sendable {
        /// An image manifest, or the config of one.
        case image
        /// An index or manifest list.
        case index
        /// No candidate, for this reason.
        case refused(RefusalWord)
    }

    /// The value that stands for all values without a row of their own.
    static let anyOther = "*"

    /// The part of the entry that the rule looks at.
    package let part: Part
    /// The value in lower case, or `*` for any without a row of its own.
    package let value: String
    /// What an entry of that value is.
    package let meaning: Meaning
}

extension EntryRule: TableEntry {
    /// `not-images.tsv`.
    static var kind: TableKind { .notImages }

    /// The part of the entry, and its value.
    var key: String { "\(part.rawValue) \(value)" }

    /// Reads one row of the table.
    init(row: TableRow) throws(TableError) {
        let kind = try row.text("kind")
        guard let part = Part(rawValue: kind) else {
            throw row.error(.malformed(kind, expected: "a part of an index entry"), in: "kind")
        }
        self.part = part
        value = try row.text("value").lowercased()
        meaning = try Self.meaning(of: row)
    }

    private static func meaning(of row: TableRow) throws(TableError) -> Meaning {
        let word = try row.text("word")
        if let refusal = RefusalWord(rawValue: word) { return .refused(refusal) }
        switch word {
        case "image": return .image
        case "index": return .index
        default: throw row.error(.malformed(word, expected: "a refusal's word, 'image' or 'index'"), in: "word")
        }
    }
}
