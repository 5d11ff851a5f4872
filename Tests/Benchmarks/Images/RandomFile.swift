import Foundation
import TestSupport

/// Files of bytes that no compression makes smaller.
enum RandomFile {
    /// Writes `size` bytes of `generator` to `path`, a mebibyte at a time.
    static func write(_ path: String, size: Int, from generator: inout SeededGenerator) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw CocoaError(.fileWriteUnknown) }
        defer { try? file.close() }
        var left = size
        var words = [UInt64](repeating: 0, count: min(1 << 17, size / 8 + 1))
        while left > 0 {
            for index in words.indices { words[index] = generator.next() }
            let block = words.withUnsafeBytes { Data($0.prefix(left)) }
            try file.write(contentsOf: block)
            left -= block.count
        }
    }
}
