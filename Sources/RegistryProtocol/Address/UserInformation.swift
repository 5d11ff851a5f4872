/// The name and password that may stand in an address before an `@`.
package enum UserInformation {
    /// `text`, a sentence or an address, without what may be a name and a password.
    ///
    /// Everything is hidden from the first `//`, else the first quote, else the last space, up to the last `@`: a password
    /// may hold any of these itself, and it is better to show too little.
    package static func redacted(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard let end = bytes.lastIndex(of: UInt8(ascii: "@")) else { return text }
        let before = bytes[..<end]
        let slash = before.indices.first { before[$0...].starts(with: "//".utf8) }.map { $0 + 2 }
        let quote = before.firstIndex { "'\"".utf8.contains($0) }.map { $0 + 1 }
        let space = before.lastIndex { " \t\r\n".utf8.contains($0) }.map { $0 + 1 }
        let start = slash ?? quote ?? space ?? 0
        return String(decoding: bytes[..<start], as: UTF8.self) + "<redacted>"
            + String(decoding: bytes[end...], as: UTF8.self)
    }
}
