/// Cuts what a program writes into lines.
struct LineSplitter {
    /// The longest line that is held; a longer one is cut there.
    private static let limit = 16_384

    private var rest: [UInt8] = []

    /// The lines that `bytes` complete; a carriage return ends a line too, and empty ones are left out.
    mutating func lines(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == 0x0A || byte == 0x0D {
                if let line = end() { lines.append(line) }
            } else {
                rest.append(byte)
                if rest.count >= Self.limit, let line = end() { lines.append(line) }
            }
        }
        return lines
    }

    /// What is left without a line's end.
    mutating func end() -> String? {
        guard !rest.isEmpty else { return nil }
        defer { rest = [] }
        return String(decoding: rest, as: UTF8.self)
    }
}
