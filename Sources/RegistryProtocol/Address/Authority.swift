import ImageModel

/// The part of an address that names who is asked: a host and perhaps a port.
struct Authority: Hashable, Sendable {
    /// A name or an IPv4 address in small letters, or an IPv6 address without its brackets.
    let host: String
    /// The port, if one is written.
    let port: Int?

    /// Reads `host`, `host:port`, `[v6]` and `[v6]:port`; an empty port is none.
    init(parsing bytes: ArraySlice<UInt8>) throws(WebAddressError) {
        guard !bytes.contains(UInt8(ascii: "@")) else { throw .userInformation }
        let text = String(decoding: bytes, as: UTF8.self)
        let hostEnd: Int
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { throw .malformedHost(text) }
            host = String(decoding: bytes[(bytes.startIndex + 1)..<close], as: UTF8.self).asciiLowercased
            guard case .v6 = AddressLiteral(parsing: host) else { throw .malformedHost(text) }
            hostEnd = close + 1
        } else {
            hostEnd = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
            host = String(decoding: bytes[..<hostEnd], as: UTF8.self).asciiLowercased
            guard !host.isEmpty else { throw .missingHost(in: text) }
            guard Self.isName(host) else { throw .malformedHost(host) }
        }
        port = try Self.port(bytes[hostEnd...], in: text)
    }

    private static func isName(_ host: String) -> Bool {
        guard host.utf8.count <= 255,
            host.utf8.allSatisfy({ $0.isLetter || $0.isDigit || "-._".utf8.contains($0) }),
            host.utf8.contains(where: { $0.isLetter || $0.isDigit })
        else { return false }
        return !IPv4Literal.claims(host) || IPv4Literal(parsing: host) != nil
    }

    private static func port(_ rest: ArraySlice<UInt8>, in text: String) throws(WebAddressError) -> Int? {
        guard let colon = rest.first else { return nil }
        guard colon == UInt8(ascii: ":") else { throw .malformedHost(text) }
        let digits = String(decoding: rest.dropFirst(), as: UTF8.self)
        if digits.isEmpty { return nil }
        guard let number = digits.decimalNumber, (1...65535).contains(number) else { throw .malformedPort(digits) }
        return Int(number)
    }
}
