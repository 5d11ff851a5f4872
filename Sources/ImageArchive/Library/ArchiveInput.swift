import CLibarchive
import ImageModel
import ImageStore

/// The bytes of a span as libarchive asks for them, with a running hash of all that it was given.
///
/// One thread uses it at a time: the one that is in a call of the reader which owns it.
final class ArchiveInput {
    /// How much is read at once, in bytes.
    private static let blockSize = 256 << 10

    /// What the disk said; libarchive only knows that there was something.
    private(set) var failure: StoreError?
    private let file: SpanFile
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: ArchiveInput.blockSize, alignment: 16)
    private var position: Int64 = 0
    private var hasher: DigestHasher?

    /// Opens the span's file; with `algorithm`, what is read is hashed, and nothing is skipped.
    init(_ span: FileSpan, hashing algorithm: DigestAlgorithm? = nil) throws(StoreError) {
        file = try SpanFile(span)
        if let algorithm { hasher = try DigestHasher(algorithm) }
    }

    deinit { block.deallocate() }

    /// The next bytes, which are valid until the next call; none at the end, `nil` after a failure.
    func next() -> UnsafeRawBufferPointer? {
        do throws(StoreError) {
            guard !Task.isCancelled else { throw .cancelled }
            let count = try file.read(into: block, at: position)
            let bytes = UnsafeRawBufferPointer(rebasing: block[..<count])
            try hasher?.update(bytes)
            position += Int64(count)
            return bytes
        } catch {
            failure = error
            return nil
        }
    }

    /// Passes over at most `count` bytes, and gives how many it was.
    func skip(_ count: Int64) -> Int64 {
        guard hasher == nil else { return 0 }
        // What a cut archive lacks cannot be skipped: then libarchive reads, and finds the end.
        guard count > 0, count <= file.span.size - position else { return 0 }
        position += count
        return count
    }

    /// The digest of the whole span: what nobody has asked for is read now.
    func finishedDigest() throws(StoreError) -> Digest? {
        while let bytes = next(), !bytes.isEmpty {}
        if let failure { throw failure }
        guard let hasher = hasher.take() else { return nil }
        return try hasher.finish()
    }

    /// What libarchive calls to read.
    static var readCallback: resolve_archive_read_callback {
        { _, context, buffer in
            guard let context, let buffer else { return -1 }
            guard let bytes = Unmanaged<ArchiveInput>.fromOpaque(context).takeUnretainedValue().next() else {
                return -1
            }
            buffer.pointee = bytes.baseAddress
            return bytes.count
        }
    }

    /// What libarchive calls to skip.
    static var skipCallback: resolve_archive_skip_callback {
        { _, context, count in
            guard let context else { return 0 }
            return Unmanaged<ArchiveInput>.fromOpaque(context).takeUnretainedValue().skip(count)
        }
    }
}
