/// One header field: a name and a value that fits in one line.
///
/// A value that exists cannot start a line of its own: CR, LF and NUL become spaces (RFC 9110, section 5.5).
package struct HTTPHeader: Hashable, Sendable, CustomStringConvertible {
    /// The name as written.
    package let name: String
    /// The value, without blanks at its ends.
    package let value: String

    /// A field of `name` and `value`, both made safe to stand in one line.
    package init(name: String, value: String) {
        self.name = Self.oneLine(name)
        self.value = Self.oneLine(value)
    }

    /// Whether this field goes by `other`, whatever the case of the letters.
    package func isNamed(_ other: String) -> Bool {
        name.asciiLowercased == other.asciiLowercased
    }

    /// `name: value`, without what must not be seen in a log.
    package var description: String {
        Self.secretNames.contains(name.asciiLowercased) ? "\(name): <redacted>" : "\(name): \(value)"
    }

    private static let secretNames: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie",
    ]

    private static func oneLine(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else { return text.blankTrimmed }
        let bytes = text.utf8.map { $0 == 0x0D || $0 == 0x0A || $0 == 0 ? 0x20 : $0 }
        return String(decoding: bytes, as: UTF8.self).blankTrimmed
    }
}
