import BinaryModel
import ImageModel
import ImageStore
import LayerModel

/// Reads layers: one pass through the bytes of each blob, without unpacking anything.
///
/// It decompresses the blob, reads the headers in its tar archive, and of regular files the parts that tell what they
/// are. Apart from the entries, which the caller gets one by one, a layer that is read holds about 1 MiB, and the
/// window of zstd (``LayerLimits/windowLog``).
package struct LayerReader: Sendable {
    private let names: BinaryNames
    private let depth: BinaryReader.Depth
    private let limits: LayerLimits
    private let gzip: GzipLibrary

    /// A reader that looks at programs as deeply as `depth` says.
    package init(
        names: BinaryNames, depth: BinaryReader.Depth = .levels, limits: LayerLimits = LayerLimits(),
        gzip: GzipLibrary = .best
    ) {
        self.names = names
        self.depth = depth
        self.limits = limits
        self.gzip = gzip
    }

    /// Reads a layer, and passes on its entries in the order of the archive, and the bytes of files to `receiver` before
    /// their entries. What a file is whose bytes were passed on, its entry does not say.
    ///
    /// The current thread may wait for the disk or for the writer of a ``LayerPipe``, so it should be one of
    /// `DiskExecutor`. It ends with ``LayerError/cancelled`` when the current task is cancelled. Several threads may read
    /// layers at once.
    package func read(
        _ source: some LayerSource, hashing digests: LayerDigests = LayerDigests(),
        into receiver: (any ContentReceiver)? = nil, take: (LayerEntry) -> Void
    ) throws(LayerError) -> LayerSummary {
        let input = try CompressedInput(source, hashing: digests.blob)
        let bytes = try LayerBytes(input, hashing: digests.diffID, gzip: gzip, limits: limits)
        let contents = ContentReader(depth: depth, names: names)
        var tar = try TarReader(bytes, limits: limits)
        while let member = try tar.next() {
            switch member.kind {
            case .other(let kind):
                take(LayerEntry(path: member.path, kind: kind, mode: member.mode, size: 0))
            case .file(let size):
                var binary: Binary?
                if let receiver, try receiver.begin(member.path, size: size) {
                    while let piece = try tar.nextPiece() { try receiver.take(piece.bytes, at: piece.offset) }
                } else {
                    binary = try contents.binary(size: size, in: tar)
                }
                take(LayerEntry(path: member.path, kind: .file(binary), mode: member.mode, size: size))
            }
        }
        return try summary(input, bytes, entries: tar.entryCount)
    }

    /// Reads a layer like ``read(_:hashing:into:take:)``, and passes on all of its headers and the bytes of its files.
    package func unpack(
        _ source: some LayerSource, hashing digests: LayerDigests = LayerDigests(), into receiver: some MemberReceiver
    ) throws(LayerError) -> LayerSummary {
        let input = try CompressedInput(source, hashing: digests.blob)
        let bytes = try LayerBytes(input, hashing: digests.diffID, gzip: gzip, limits: limits, readsAhead: true)
        var tar = try TarReader(bytes, limits: limits)
        while let next = try tar.next(), let member = try tar.details(of: next) {
            guard try receiver.begin(member) else { continue }
            while let piece = try tar.nextPiece() { try receiver.take(piece.bytes, at: piece.offset) }
            try receiver.endFile()
        }
        return try summary(input, bytes, entries: tar.entryCount)
    }

    private func summary(
        _ input: CompressedInput, _ bytes: LayerBytes, entries: Int
    ) throws(LayerError) -> LayerSummary {
        // What follows the archive belongs to the digest, and the checksum of gzip follows it.
        let diffID = try bytes.finish()
        return LayerSummary(
            compression: bytes.compression, diffID: diffID, blobDigest: try input.digest(),
            blobBytes: input.received, uncompressedBytes: bytes.count, entries: entries)
    }
}

/// The digests that are computed while a layer is read.
package struct LayerDigests: Hashable, Sendable {
    /// The algorithm of the digest of the uncompressed bytes, which a config names; `nil` computes none.
    package var diffID: DigestAlgorithm?
    /// The algorithm of the digest of the blob, for one that comes from elsewhere than a store; `nil` computes none.
    package var blob: DigestAlgorithm?

    /// The given digests, none by default.
    package init(diffID: DigestAlgorithm? = nil, blob: DigestAlgorithm? = nil) {
        self.diffID = diffID
        self.blob = blob
    }
}

/// What is known of a layer that was read to its end.
package struct LayerSummary: Hashable, Sendable {
    /// How the blob is compressed, by its bytes.
    package let compression: LayerCompression
    /// The digest of the uncompressed bytes, if it was asked for.
    package let diffID: Digest?
    /// The digest of the blob, if it was asked for.
    package let blobDigest: Digest?
    /// The size of the blob, in bytes.
    package let blobBytes: Int64
    /// The number of uncompressed bytes.
    package let uncompressedBytes: Int64
    /// The number of entries.
    package let entries: Int
}
