import ErrorMapping
import ImageStore

/// The bytes of a blob in the file that a fetch is writing, as they arrive.
package final class GrowingSource: LayerSource {
    private static let blockSize = 256 << 10
    /// Less is waited for, unless it is the end: each wake-up costs a switch of threads.
    private static let leastRead: Int64 = 64 << 10

    private let blob: GrowingBlob
    private let size: Int64
    private let file: SpanFile
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: GrowingSource.blockSize, alignment: 64)
    private var position: Int64 = 0
    private var available: Int64 = 0

    /// The only reader of a blob of `size` bytes; `nil` if no fetch writes to a file.
    package init?(_ blob: GrowingBlob, size: Int64) throws(LayerError) {
        guard let path = blob.beginReading() else { return nil }
        // The open file stays the same when it gets another name.
        file = try mapError(LayerError.store, try SpanFile(FileSpan(path: path, size: size)))
        self.blob = blob
        self.size = size
    }

    deinit { block.deallocate() }

    /// The next bytes; it waits for them.
    package func next() throws(LayerError) -> UnsafeRawBufferPointer {
        guard position < size else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let least = min(Self.leastRead, size - position)
        while available - position < least {
            guard let prefix = blob.wait(beyond: max(available, position)) else {
                throw .interrupted(afterBytes: position)
            }
            available = prefix
        }
        let count = Int(min(Int64(block.count), available - position))
        let part = UnsafeMutableRawBufferPointer(rebasing: block[..<count])
        let read = try mapError(LayerError.store, try file.read(into: part, at: position))
        position += Int64(read)
        return UnsafeRawBufferPointer(rebasing: block[..<read])
    }
}
