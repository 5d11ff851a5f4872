extension PlatformCatalog {
    /// What a value of an index entry says about its kind: by its own row, or by the one for all other values.
    package func meaning(of value: String, as part: EntryRule.Part) -> EntryRule.Meaning? {
        let folded = value.lowercased()
        return entryRules.first { $0.part == part && $0.value == folded }?.meaning
            ?? entryRules.first { $0.part == part && $0.value == EntryRule.anyOther }?.meaning
    }

    /// Whether a manifest whose config has this media type is an image.
    package func isImageConfig(mediaType: String) -> Bool {
        meaning(of: Self.essence(of: mediaType), as: .artifactType) == .image
    }

    /// A media type without its parameters.
    static func essence(of mediaType: String) -> String {
        guard mediaType.utf8.contains(where: { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: " ") }) else {
            return mediaType
        }
        let bare = mediaType.prefix { $0 != ";" }
        return String(bare.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
