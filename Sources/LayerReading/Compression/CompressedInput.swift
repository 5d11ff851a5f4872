import ErrorMapping
import ImageModel
import ImageStore
import Synchronization

/// The bytes of a blob on their way into a decoder, with their running hash.
final class CompressedInput {
    /// The bytes that the decoder has not taken yet; valid until the next call.
    private(set) var rest = UnsafeRawBufferPointer(start: nil, count: 0)
    /// The number of bytes that the source has given.
    var received: Int64 { count.load(ordering: .relaxed) }

    /// An atomic, since the reader of blocks that are decoded on another thread looks at it, too.
    private let count = Atomic<Int64>(0)
    private let source: any LayerSource
    private var hasher: DigestHasher?
    private var beginning: UnsafeMutableRawBufferPointer?

    /// Reads from a source; with `algorithm`, the bytes are hashed.
    init(_ source: any LayerSource, hashing algorithm: DigestAlgorithm?) throws(LayerError) {
        self.source = source
        if let algorithm { hasher = try mapError(LayerError.store, try DigestHasher(algorithm)) }
    }

    deinit { beginning?.deallocate() }

    /// The offset in the blob of the first byte of ``rest``.
    var offset: Int64 { received - Int64(rest.count) }

    /// The compression that the first bytes show; called before anything is taken.
    func compression() throws(LayerError) -> LayerCompression {
        // The first pieces may be short; what is looked at is kept for the decoder.
        var bytes: [UInt8] = []
        while bytes.count < LayerCompression.beginning, try fill() {
            bytes.append(contentsOf: rest)
            rest = UnsafeRawBufferPointer(start: nil, count: 0)
        }
        let kept = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
        kept.copyBytes(from: bytes)
        beginning = kept
        rest = UnsafeRawBufferPointer(kept)
        return LayerCompression(beginning: Array(bytes.prefix(LayerCompression.beginning)))
    }

    /// Makes sure that ``rest`` is not empty; false at the end of the blob.
    func fill() throws(LayerError) -> Bool {
        guard rest.isEmpty else { return true }
        guard !Task.isCancelled else { throw .cancelled }
        rest = try source.next()
        count.add(Int64(rest.count), ordering: .relaxed)
        try mapError(LayerError.store, try hasher?.update(rest))
        return !rest.isEmpty
    }

    /// Removes bytes from the beginning of ``rest``.
    func take(_ count: Int) {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }

    /// The digest of the bytes; `nil` if they are not hashed, or if it was returned before.
    func digest() throws(LayerError) -> Digest? {
        guard let hasher = hasher.take() else { return nil }
        do throws(StoreError) {
            return try hasher.finish()
        } catch {
            throw .store(error)
        }
    }
}
