import PlatformModel

/// A user name and a password that somebody has typed before the host of an image or a registry: `user:password@host`.
///
/// Neither is part of a name (RFC 3986 has them in URLs), and no sentence may repeat them.
public struct UserInformation: Hashable, Sendable {
    /// The text without the scheme and the user information: what should have been written.
    public let remainder: String
    private let scheme: String

    /// Finds user information in `text`; `nil` if there is none, as in `app:tag@sha256:…`.
    ///
    /// A password may contain an `@`, so the last one counts. Without a scheme, a host must follow.
    public init?(in text: String) {
        let bytes = Array(text.utf8)
        let slashes = bytes.indices.first { bytes[$0...].starts(with: "://".utf8) }
        let start = slashes.map { $0 + 3 } ?? 0
        let marks = bytes.indices.filter { bytes[$0] == UInt8(ascii: "@") && !Self.isDigest(bytes[($0 + 1)...]) }
        guard let mark = marks.last, mark > start else { return nil }
        if slashes == nil {
            let user = bytes[..<mark].prefix { $0 != UInt8(ascii: ":") }
            guard user.count < mark, !user.contains(UInt8(ascii: "/")), Self.beginsWithHost(bytes[(mark + 1)...])
            else { return nil }
        }
        scheme = String(decoding: bytes[..<start], as: UTF8.self)
        remainder = String(decoding: bytes[(mark + 1)...], as: UTF8.self)
    }

    /// `text` with its user information, if there is any, replaced by `<redacted>`.
    public static func hidden(in text: String) -> String {
        UserInformation(in: text).map { "\($0.scheme)<redacted>@\($0.remainder)" } ?? text
    }

    private static func isDigest(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.starts(with: "sha".utf8) && bytes.dropFirst(3).first?.isDigit == true
    }

    private static func beginsWithHost(_ bytes: ArraySlice<UInt8>) -> Bool {
        let host = bytes.prefix { $0 != UInt8(ascii: "/") }
        return host.elementsEqual("localhost".utf8) || host.contains { ".:".utf8.contains($0) }
    }
}
