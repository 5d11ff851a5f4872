/// A file that says nothing of registries: comments, and perhaps a table of short names, each on a line of its own.
///
/// Most machines have just these two files, and to read them as TOML costs every request milliseconds.
enum AliasFile {
    /// Whether every line is empty, a comment, `[aliases]`, or a plain `"name" = "image"`.
    static func matches(_ bytes: [UInt8]) -> Bool {
        bytes.split(separator: UInt8(ascii: "\n")).allSatisfy { line in
            let text = line.drop { isBlank($0) }
            guard let first = text.first, first != UInt8(ascii: "#") else { return true }
            guard first == UInt8(ascii: "\"") else { return isHeader(text) }
            return isAlias(text)
        }
    }

    private static func isHeader(_ line: ArraySlice<UInt8>) -> Bool {
        var line = line
        while let last = line.last, isBlank(last) { line.removeLast() }
        return line.elementsEqual("[aliases]".utf8)
    }

    private static func isAlias(_ line: ArraySlice<UInt8>) -> Bool {
        guard let rest = afterText(line)?.drop(while: isBlank), rest.first == UInt8(ascii: "=") else { return false }
        guard let end = afterText(rest.dropFirst().drop(while: isBlank)) else { return false }
        guard let next = end.first(where: { !isBlank($0) }) else { return true }
        return next == UInt8(ascii: "#")
    }

    /// What follows a basic string without escapes.
    private static func afterText(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard line.first == UInt8(ascii: "\"") else { return nil }
        let rest = line.dropFirst().drop {
            $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") && $0 >= 0x20 && $0 < 0x7F
        }
        return rest.first == UInt8(ascii: "\"") ? rest.dropFirst() : nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
