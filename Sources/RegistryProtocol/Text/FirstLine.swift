import ImageModel

/// The beginning of a text that nobody asked for, such as a proxy's page.
enum FirstLine {
    /// The first line of `bytes` that is not blank, escaped and bounded; `nil` when there is none.
    static func of(_ bytes: [UInt8]) -> String? {
        let lines = bytes.prefix(4096).split { $0 == 0x0A || $0 == 0x0D }
        let texts = lines.lazy.map { String(decoding: $0, as: UTF8.self).blankTrimmed }
        return texts.first { !$0.isEmpty }.map { Printable.escaped($0) }
    }
}
