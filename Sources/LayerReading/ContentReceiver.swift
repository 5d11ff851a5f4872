import ErrorMapping
import ImageStore

/// Takes the bytes of regular files while a layer is read.
package protocol ContentReceiver: AnyObject {
    /// Whether the bytes of the next file, with this path as written, are wanted; `size` counts its holes.
    func begin(_ path: [UInt8], size: UInt64) throws(LayerError) -> Bool
    /// Takes bytes of the file that was begun last; what is not passed is zeros.
    func take(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(LayerError)
}

/// The bytes of one file: in memory if they are few, or else in a file without a name.
package final class ContentSpool: Sendable {
    /// The most bytes that are held in memory.
    package static let largestInMemory: UInt64 = 16 << 20

    private enum Bytes: Sendable {
        case memory([UInt8])
        case file(ScratchFile, size: Int64)
    }

    private let bytes: Bytes

    private init(_ bytes: Bytes) { self.bytes = bytes }

    /// The number of bytes.
    package var size: Int64 {
        switch bytes {
        case .memory(let bytes): Int64(bytes.count)
        case .file(_, let size): size
        }
    }

    /// Passes the bytes on, block by block.
    package func forEachBlock(_ take: (UnsafeRawBufferPointer) throws(StoreError) -> Void) throws(StoreError) {
        switch bytes {
        case .memory(let bytes):
            try bytes.withUnsafeBufferPointer { (bytes) throws(StoreError) in try take(UnsafeRawBufferPointer(bytes)) }
        case .file(let file, let size): try SpanFile(file.span(size: size)).forEachBlock(take)
        }
    }
}

extension ContentSpool {
    /// A spool that is being filled.
    package struct Filling: ~Copyable {
        private var bytes: Bytes

        /// Begins the bytes of a file of this size; many of them go to the disk of `folder`.
        package init(size: UInt64, in folder: String) throws(LayerError) {
            guard size > ContentSpool.largestInMemory else {
                bytes = .memory([UInt8](repeating: 0, count: Int(size)))
                return
            }
            let length = Int64(clamping: size)
            let file = try mapError(LayerError.store, try ScratchFile(in: folder))
            // The last byte gives the file its size, also if it ends in a hole.
            var zero: UInt8 = 0
            try mapError(
                LayerError.store,
                try withUnsafeBytes(of: &zero) { (zero) throws(StoreError) in try file.write(zero, at: length - 1) })
            bytes = .file(file, size: length)
        }

        /// Takes bytes at an offset; false if they lie beyond the end.
        package mutating func take(_ piece: UnsafeRawBufferPointer, at offset: UInt64) throws(LayerError) -> Bool {
            let (end, overflow) = offset.addingReportingOverflow(UInt64(piece.count))
            switch bytes {
            case .memory(var content):
                guard !overflow, end <= UInt64(content.count) else { return false }
                bytes = .memory([])
                content.withUnsafeMutableBytes {
                    UnsafeMutableRawBufferPointer(rebasing: $0[Int(offset)..<Int(end)]).copyMemory(from: piece)
                }
                bytes = .memory(content)
            case .file(let file, let size):
                guard !overflow, end <= UInt64(size) else { return false }
                try mapError(LayerError.store, try file.write(piece, at: Int64(offset)))
            }
            return true
        }

        /// The spool, when the whole file has passed.
        package consuming func finished() -> ContentSpool { ContentSpool(bytes) }
    }
}
