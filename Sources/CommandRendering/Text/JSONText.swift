/// The text of a JSON string.
package enum JSONText {
    /// Appends `value` in quotes.
    ///
    /// What RFC 8259 section 7 asks for is escaped, and besides it every character that a terminal would obey or
    /// hide, so that a JSON answer can be looked at as it is.
    package static func append(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            default:
                if isObeyed(scalar) {
                    text += "\\u" + fourHexDigits(scalar.value)
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        text += "\""
    }

    /// Appends a piece of JSON as it is written, with the characters that a terminal would obey or hide escaped.
    ///
    /// Such characters stand in texts alone, and mean the same there when they are escaped.
    package static func append(written piece: String, to text: inout String) {
        for scalar in piece.unicodeScalars {
            if isObeyed(scalar) {
                text += "\\u" + fourHexDigits(scalar.value)
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }

    /// Whether a terminal would act on the character, or not show it: C0, DEL, C1, and Unicode's formatting characters.
    private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
        default: false
        }
    }

    /// `value`, which is below 0x10000, as four digits.
    private static func fourHexDigits(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
