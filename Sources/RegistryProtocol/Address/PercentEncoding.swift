/// The escaping of octets as `%41` (RFC 3986, section 2.1).
enum PercentEncoding {
    /// `text` with every octet escaped that is not a letter, a digit or one of `-._~`.
    ///
    /// Right in a query and in a form: there a space is `%20`, which every server reads.
    static func encoded(_ text: String) -> String {
        escaping(text.utf8) { !($0.isLetter || $0.isDigit || "-._~".utf8.contains($0)) }
    }

    /// The octets with only those escaped that cannot stand in a request line.
    static func sendable(_ bytes: some Sequence<UInt8>) -> String {
        escaping(bytes) { $0 <= 0x20 || $0 >= 0x7F }
    }

    private static func escaping(_ bytes: some Sequence<UInt8>, where isEscaped: (UInt8) -> Bool) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in bytes {
            if isEscaped(byte) {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
