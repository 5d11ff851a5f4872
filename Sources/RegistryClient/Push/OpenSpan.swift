import ImageStore
import Synchronization

/// A file span that is open for the requests of one upload, and what reading it was refused with.
///
/// A lock, because the loop's queue reads and the upload's task asks.
final class OpenSpan: Sendable {
    private let file: SpanFile
    private let refusal = Mutex<StoreError?>(nil)

    /// Opens the file.
    init(_ span: FileSpan) throws(StoreError) {
        file = try SpanFile(span)
    }

    /// What reading was refused with.
    var error: StoreError? { refusal.withLock { $0 } }

    /// Reads from `offset` of the span on; 0 where that is refused.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) -> Int {
        do throws(StoreError) {
            return try file.read(into: buffer, at: offset)
        } catch {
            refusal.withLock { $0 = error }
            return 0
        }
    }
}
