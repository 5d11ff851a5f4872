extension String {
    /// The text as a value in a query or a form: everything is percent-encoded except letters, digits and `-._~`.
    ///
    /// A space becomes `%20`, which every server accepts in a form, too.
    var formEncoded: String { utf8.percentEncoded { $0.isLetter || $0.isDigit || "-._~".utf8.contains($0) } }
}

/// Base64 as Basic authorization and JSON use it (RFC 4648, section 4).
package enum Base64 {
    /// `bytes` in the standard alphabet, padded.
    package static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        var group: UInt32 = 0
        var count = 0
        func flush(digits: Int) {
            for position in 0..<digits { result.append(alphabet[Int(group >> (18 - 6 * UInt32(position)) & 63)]) }
        }
        for byte in bytes {
            group |= UInt32(byte) << (16 - 8 * UInt32(count))
            count += 1
            if count == 3 {
                flush(digits: 4)
                group = 0
                count = 0
            }
        }
        if count > 0 {
            flush(digits: count + 1)
            result += Array(repeating: UInt8(ascii: "="), count: 3 - count)
        }
        return String(decoding: result, as: UTF8.self)
    }
}
