/// The first part of a specifier: an operating system, with version and features in parentheses.
struct SystemPart {
    /// The name as it was typed.
    let name: String
    /// The version, decoded, unless it is empty.
    let version: String?
    /// The features, decoded, in the order typed.
    let features: [String]

    /// Whether parentheses were written, even empty ones.
    let hasParentheses: Bool

    /// Reads `os` or `os(version+feature…)`.
    init(_ part: String, in text: String) throws(SpecifierError) {
        guard let open = part.firstIndex(of: "(") else {
            name = part
            version = nil
            features = []
            hasParentheses = false
            return
        }
        name = String(part[..<open])
        hasParentheses = true
        guard part.last == ")" else { throw .malformedVersion(part, in: text) }
        let inside = part[part.index(after: open)...].dropLast()
        var values: [String] = []
        for value in inside.split(separator: "+", omittingEmptySubsequences: false) {
            guard value.utf8.allSatisfy({ PercentEncoding.isPlain($0) || $0 == UInt8(ascii: "%") }),
                let decoded = PercentEncoding.decoded(value)
            else { throw .malformedVersion(part, in: text) }
            values.append(decoded)
        }
        let typed = values.first ?? ""
        version = typed.isEmpty ? nil : typed
        features = Array(values.dropFirst())
        guard features.allSatisfy({ !$0.isEmpty }) else { throw .malformedVersion(part, in: text) }
    }
}
