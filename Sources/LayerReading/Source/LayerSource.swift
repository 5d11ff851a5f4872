import ErrorMapping
import ImageStore

/// Where the bytes of a layer come from: those of the blob, compressed or not, in their order.
///
/// ``SpanSource`` is for a blob in a file, ``LayerPipeSource`` for one that arrives from elsewhere, and ``BytesSource`` for
/// one in memory. One thread at a time uses a source.
package protocol LayerSource: AnyObject {
    /// The next bytes, valid until the next call; empty at the end of the blob. It may wait for them.
    func next() throws(LayerError) -> UnsafeRawBufferPointer
}

/// The bytes of a blob in a file or in a part of one, such as an archive.
package final class SpanSource: LayerSource {
    private static let blockSize = 256 << 10

    private let file: SpanFile
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: SpanSource.blockSize, alignment: 64)
    private var position: Int64 = 0

    /// Opens the file of a span.
    package init(_ span: FileSpan) throws(LayerError) {
        file = try mapError(LayerError.store, try SpanFile(span))
    }

    deinit { block.deallocate() }

    /// The next bytes of the span.
    package func next() throws(LayerError) -> UnsafeRawBufferPointer {
        let count = try mapError(LayerError.store, try file.read(into: block, at: position))
        position += Int64(count)
        return UnsafeRawBufferPointer(rebasing: block[..<count])
    }
}

/// The bytes of a blob in memory, in pieces.
package final class BytesSource: LayerSource {
    private let bytes: UnsafeMutableRawBufferPointer
    private let pieceSize: Int
    private var position = 0

    /// Takes the bytes of a blob, and gives them in pieces of this size.
    package init(_ bytes: [UInt8], pieceSize: Int = 256 << 10) {
        self.bytes = .allocate(byteCount: bytes.count, alignment: 16)
        self.bytes.copyBytes(from: bytes)
        self.pieceSize = max(1, pieceSize)
    }

    deinit { bytes.deallocate() }

    /// The next piece.
    package func next() -> UnsafeRawBufferPointer {
        let end = min(bytes.count, position + pieceSize)
        defer { position = end }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<end])
    }
}
