import BinaryModel
import Dispatch
import ErrorMapping
import ImageModel
import ImageStore

/// The uncompressed bytes of a layer, block by block, with their running hash.
///
/// libarchive reads them through a callback; only the thread inside a call of the owning reader uses them.
final class LayerBytes {
    /// How the blob is compressed.
    let compression: LayerCompression
    /// The number of uncompressed bytes so far.
    private(set) var count: Int64 = 0
    /// Whether all bytes have been read.
    private(set) var isAtEnd = false
    /// Why reading ended early; libarchive knows only that it did.
    private(set) var failure: LayerError?

    /// The first bytes.
    private var head: [UInt8] = []
    private let input: CompressedInput
    private let limits: LayerLimits
    /// `nil` for a layer that is not compressed: its blocks are those of the input.
    private let decoded: DecodedBlocks?
    private let hash: BlockHash?

    /// Finds out how the blob is compressed, and prepares to read it; with `algorithm`, the uncompressed bytes are hashed, and
    /// with `readsAhead`, they are decoded before they are wanted.
    init(
        _ input: CompressedInput, hashing algorithm: DigestAlgorithm?, gzip: GzipLibrary, limits: LayerLimits,
        readsAhead: Bool = false
    ) throws(LayerError) {
        compression = try input.compression()
        let decoder: (any LayerDecoder)?
        switch compression {
        case .none: decoder = nil
        case .gzip: decoder = try gzip.decoder()
        case .zstd: decoder = PartsDecoder(try ZstdDecoder(windowLog: limits.windowLog))
        case .xz, .bzip2: throw .unsupported(compression)
        }
        hash = try mapError(
            LayerError.store, try algorithm.map { (algorithm) throws(StoreError) in try BlockHash(algorithm) })
        decoded = decoder.map { DecodedBlocks(input, $0, readsAhead: readsAhead) }
        self.limits = limits
        self.input = input
    }

    /// What the uncompressed bytes are, if they do not begin as a tar archive does.
    var foreignContent: OtherContent? {
        let content = OtherContent(head)
        return content == .tar ? nil : content
    }

    /// The next bytes, valid until the next call; empty at the end, `nil` after a failure.
    func next() -> UnsafeRawBufferPointer? {
        guard failure == nil else { return nil }
        guard !isAtEnd else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        do throws(LayerError) {
            let bytes = try nextBlock()
            isAtEnd = bytes.isEmpty
            if count == 0 { head = Array(bytes.prefix(512)) }
            count += Int64(bytes.count)
            try checkSize()
            if let hash {
                let job = hash.update(bytes)
                // The bytes of the input are valid until the next call only.
                if let decoded { decoded.isRead(by: job) } else { job.wait() }
            }
            return bytes
        } catch {
            failure = error
            return nil
        }
    }

    /// Reads the rest, and returns the digest of all bytes if they are hashed; may be called once.
    func finish() throws(LayerError) -> Digest? {
        while let bytes = next(), !bytes.isEmpty {}
        decoded?.end()
        if let failure { throw failure }
        return try mapError(LayerError.store, try hash?.finish())
    }

    private func checkSize() throws(LayerError) {
        guard count <= limits.uncompressedBytes else { throw .tooLarge(limitBytes: limits.uncompressedBytes) }
        guard let ratio = limits.ratio, count > limits.unratedBytes else { return }
        // Blocks that were decoded ahead count as read, which is in favor of the layer.
        let (most, overflow) = input.received.multipliedReportingOverflow(by: ratio)
        guard overflow || count <= most else { throw .bomb(bytes: count, ratio: ratio) }
    }

    private func nextBlock() throws(LayerError) -> UnsafeRawBufferPointer {
        if let decoded { return try decoded.next() }
        guard try input.fill() else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let bytes = input.rest
        input.take(bytes.count)
        return bytes
    }
}
