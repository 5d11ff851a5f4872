/// A rule about the kind of an index entry, by one of its values: one row of `not-images.tsv`.
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

    /// The kind of an entry with this value.
    package enum Meaning: Hashable, Sendable {
        /// An image manifest, or the config of one.
        case image
        /// A manifest list or OCI index.
        case index
        /// Never a candidate, for this reason.
        case refused(RefusalReason)
    }

    /// The value that stands for all values without a row of their own.
    static let anyOther = "*"

    /// The part of the entry that the rule looks at.
    package let part: Part
    /// The value in lower case, or ``anyOther``.
    package let value: String
    /// The kind of an entry with this value.
    package let meaning: Meaning
}

extension EntryRule: TableEntry {
    static var kind: TableKind { .notImages }

    var key: String { "\(part.rawValue) \(value)" }

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
        let code = try row.text("word")
        if let reason = RefusalReason(rawValue: code) { return .refused(reason) }
        switch code {
        case "image": return .image
        case "index": return .index
        default: throw row.error(.malformed(code, expected: "a refusal's reason code, 'image' or 'index'"), in: "word")
        }
    }
}
