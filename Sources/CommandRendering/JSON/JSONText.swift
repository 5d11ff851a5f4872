/// Writes JSON strings that are safe to show on a terminal.
package enum JSONText {
    /// Appends `value` in quotes.
    ///
    /// Escapes what RFC 8259 section 7 requires, and every character that a terminal would interpret or hide.
    package static func append(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            default: append(scalar, to: &text)
            }
        }
        text += "\""
    }

    /// `value` in quotes, as ``append(_:to:)`` writes it.
    static func quoted(_ value: String) -> String {
        var text = ""
        append(value, to: &text)
        return text
    }

    /// A JSON token as it is written, with the characters escaped that a terminal would interpret or hide.
    ///
    /// Such characters are valid in strings only, where the escaped form means the same.
    static func shown(_ token: String) -> String {
        var text = ""
        for scalar in token.unicodeScalars { append(scalar, to: &text) }
        return text
    }

    private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
        if isInterpreted(scalar) {
            let digits = String(scalar.value, radix: 16)
            // All of these are below 0x10000, so four digits are enough.
            text += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        } else {
            text.unicodeScalars.append(scalar)
        }
    }

    /// Whether a terminal would act on the character or hide it: C0, DEL, C1, and Unicode's formatting characters.
    private static func isInterpreted(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
        default: false
        }
    }
}
