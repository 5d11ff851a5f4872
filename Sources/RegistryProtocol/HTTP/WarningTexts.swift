import ImageModel

/// The warnings that registries send along (`Warning: 299 - "text"`), each shown once.
///
/// Distribution-spec, "Warnings": nothing is done because of them, and of all together 4096 bytes are looked at.
package struct WarningTexts: Sendable {
    /// The most bytes of text that are taken from all answers together.
    package static let mostBytes = 4096

    private var seen: Set<String> = []
    private var bytesTaken = 0

    /// No warning has come yet.
    package init() {}

    /// The texts in an answer that have not come before, escaped and bounded.
    package mutating func new(in headers: HTTPHeaders) -> [String] {
        headers.values(of: "Warning").compactMap { value in
            guard let text = Self.text(of: value), !text.isEmpty, bytesTaken + text.utf8.count <= Self.mostBytes,
                seen.insert(text).inserted
            else { return nil }
            bytesTaken += text.utf8.count
            return Printable.escaped(text)
        }
    }

    // 299, an agent that must be `-`, and a quoted text.
    private static func text(of value: String) -> String? {
        let bytes = Array(value.utf8)
        guard bytes.starts(with: "299 - \"".utf8) else { return nil }
        var content: [UInt8] = []
        var isEscaped = false
        for byte in bytes.dropFirst(7) {
            if isEscaped {
                content.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                return String(decoding: content, as: UTF8.self)
            } else {
                content.append(byte)
            }
        }
        return nil
    }
}
