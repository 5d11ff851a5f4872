import ImageModel

/// Removes secrets from addresses, and from sentences that quote them, before they are shown.
package enum Redaction {
    /// `pathAndQuery` with the value of every query parameter hidden that is not known to be harmless.
    ///
    /// The signature in an address signed by a storage service gives access to the blob to anyone who has it.
    package static func query(in pathAndQuery: String) -> String {
        let bytes = Array(pathAndQuery.utf8)
        guard let mark = bytes.firstIndex(of: UInt8(ascii: "?")) else { return pathAndQuery }
        let items = bytes[(mark + 1)...].split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        let shown = items.map { item in
            guard let equals = item.firstIndex(of: UInt8(ascii: "=")) else {
                return item.isEmpty ? "" : "<redacted>"
            }
            let name = String(decoding: item[..<equals], as: UTF8.self)
            let isHarmless = harmlessNames.contains(name.asciiLowercased)
            return isHarmless ? String(decoding: item, as: UTF8.self) : "\(name)=<redacted>"
        }
        return String(decoding: bytes[...mark], as: UTF8.self) + shown.joined(separator: "&")
    }

    /// `text`, a sentence or an address, without anything that may be a user name and a password before an `@`.
    ///
    /// Everything is hidden from the first `//`, else the first quote, else the last space, up to the last `@`: a password
    /// may contain any of these characters, and it is better to show too little.
    package static func userInformation(in text: String) -> String {
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

    /// The address of a proxy as it is written, without the user name and the password, for display.
    package static func proxy(_ text: String) -> String { Printable.escaped(userInformation(in: text)) }

    private static let harmlessNames: Set<String> = [
        "scope", "service", "n", "last", "ns", "digest", "artifacttype", "client_id", "mount", "from", "tag",
    ]
}
