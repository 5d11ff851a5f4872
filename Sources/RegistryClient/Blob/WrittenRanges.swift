import ImageStore
import Synchronization

/// Which of a blob's bytes are in its file: sinks add to it on the loop's queue, the fetch reads it.
///
/// Behind a lock, not part of a sink's output: an answer that a cancellation ends gives no output, and its bytes count too.
final class WrittenRanges: Sendable {
    private let ranges: Mutex<ByteRanges>

    /// What an earlier process has left.
    init(_ ranges: ByteRanges) {
        self.ranges = Mutex(ranges)
    }

    /// The bytes that are in the file.
    var held: ByteRanges { ranges.withLock { $0 } }

    /// All bytes before this offset are in the file.
    var prefixEnd: Int64 { ranges.withLock { $0.prefixEnd } }

    /// Says that the bytes of `range` are in the file, and gives the offset before which all are.
    func insert(_ range: Range<Int64>) -> Int64 {
        ranges.withLock {
            $0.insert(range)
            return $0.prefixEnd
        }
    }
}
