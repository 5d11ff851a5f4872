/// The first steps of reading an address: its bounds, and its scheme.
enum AddressText {
    /// The octets of `text`, which are none of them control characters, and not too many.
    static func checked(_ text: String) throws(WebAddressError) -> ArraySlice<UInt8> {
        let bytes = Array(text.utf8)
        guard bytes.count <= WebAddressLimits.bytes else { throw .tooLong(bytes: bytes.count) }
        guard !bytes.contains(where: \.isControl) else { throw .controlCharacter(in: text) }
        return bytes[...]
    }

    /// The scheme, and what follows its `://`; `nil` for any other scheme or none.
    static func scheme(of bytes: ArraySlice<UInt8>) -> (WebScheme, ArraySlice<UInt8>)? {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = String(decoding: bytes[..<colon], as: UTF8.self).asciiLowercased
        let rest = bytes[(colon + 1)...]
        guard let scheme = WebScheme(rawValue: name), rest.starts(with: "//".utf8) else { return nil }
        return (scheme, rest.dropFirst(2))
    }

    /// Whether the text starts with a scheme, of whatever kind: letters, digits, `+.-` and then a colon.
    static func hasScheme(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes.first?.isLetter == true else { return false }
        return bytes[..<colon].allSatisfy { $0.isLetter || $0.isDigit || "+-.".utf8.contains($0) }
    }
}
