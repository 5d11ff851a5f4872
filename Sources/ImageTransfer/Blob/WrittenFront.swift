import Synchronization

/// How far a blob's bytes are in its file, from the first one on: the sink moves it on the loop's queue, the fetch reads it.
///
/// Atomic, not part of the sink's output: an answer that a cancellation ends gives no output, and its bytes count too.
final class WrittenFront: Sendable {
    private let end: Atomic<Int64>

    /// So many bytes are there already.
    init(_ end: Int64) {
        self.end = Atomic(end)
    }

    /// All bytes before this offset are in the file.
    var offset: Int64 { end.load(ordering: .acquiring) }

    /// Says that all bytes before `offset` are in the file.
    func advance(to offset: Int64) {
        end.max(offset, ordering: .acquiringAndReleasing)
    }
}
