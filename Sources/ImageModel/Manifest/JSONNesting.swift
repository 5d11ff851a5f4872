/// A look at the brackets of a JSON text, before anything reads it by recursion.
enum JSONNesting {
    /// Whether arrays and objects stand more than `limit` deep in each other.
    ///
    /// Up to the first mistake in the text this sees the same brackets as a JSON reader, which stops there.
    static func isDeeper(than limit: Int, in bytes: [UInt8]) -> Bool {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                if depth > limit { return true }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
        return false
    }
}
