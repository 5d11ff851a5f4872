/// Makes text from registries, files and users safe to print.
public enum Printable {
    /// Returns `text` with characters that a terminal would interpret written as `\u{…}`, cut to `limit` characters.
    ///
    /// These are control characters (C0, DEL, C1), invisible format characters (including those that change the direction
    /// of writing) and the separators U+2028 and U+2029. A text that is cut ends in `…`, which counts as a character; an
    /// escape is never split. The default for `limit` is ``Limits/printedText``.
    public static func escaped(_ text: String, limit: Int? = nil) -> String {
        let limit = limit ?? Limits.printedText
        guard limit > 0 else { return "" }
        var result = String.UnicodeScalarView()
        var length = 0
        // The longest prefix with room for the ellipsis.
        var cut = result
        for scalar in text.unicodeScalars {
            let piece = isSafe(scalar) ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
            length += piece.unicodeScalars.count
            guard length <= limit else {
                cut.append("…")
                return String(cut)
            }
            result.append(contentsOf: piece.unicodeScalars)
            if length < limit { cut = result }
        }
        return String(result)
    }

    private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
