import RegistryProtocol

/// The first step of reading a prefix or a location.
enum RuleText {
    /// `text` without blanks around it and without slashes at its end.
    static func withoutSlashes(_ text: String) -> String {
        let trimmed = text.blankTrimmed
        let end = trimmed.utf8.lastIndex { $0 != UInt8(ascii: "/") }
        return end.map { String(trimmed[...$0]) } ?? ""
    }
}
