import ImageResolver

/// The lines of a file, read as they come.
struct LineReader: ~Copyable {
    /// The most bytes that a line may have; what is longer is cut there.
    private static let longestLine = 16 << 20

    /// Where lines come from.
    private let file: InputFile
    /// Bytes of a line whose end has not been seen.
    private var rest: [UInt8] = []
    /// Whether there is no more to read.
    private var hasEnded = false

    /// Reads `path`; `-` is stdin.
    init(_ path: String) throws(StreamError) {
        file = try InputFile(path)
    }

    /// The lines that have arrived since the last call, without their ends; `nil` after the last.
    ///
    /// It waits for bytes, but not for more than are there: whoever sends one line gets one answer.
    mutating func lines() throws(StreamError) -> [[UInt8]]? {
        guard !hasEnded else { return nil }
        let block = try file.block()
        guard !block.isEmpty else {
            hasEnded = true
            return rest.isEmpty ? nil : [rest]
        }
        var parts = block.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let last = parts.popLast() ?? []
        guard let first = parts.first else {
            append(last)
            return []
        }
        append(first)
        let complete = [rest] + parts.dropFirst().map(Array.init)
        rest = Array(last)
        return complete
    }

    /// Adds bytes to the line under way, up to the limit.
    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        rest += bytes.prefix(max(0, Self.longestLine - rest.count))
    }
}
