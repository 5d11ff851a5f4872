import ImageModel
import ImageStore

/// A layer of a `docker save` archive in the form in which a registry holds it.
struct MadeLayer: Sendable {
    /// The digest of the compressed layer.
    let digest: Digest
    /// Its bytes.
    let span: FileSpan
    /// Whether it is in Zstandard, which Docker's manifests do not know.
    let isZstandard: Bool
    /// The file that ``span`` is in, where that is no piece of the archive.
    let scratch: ScratchFile?

    /// Takes the layer in the member `name`: one that is compressed keeps its bytes, another one is put in gzip.
    ///
    /// - Throws: ``ArchiveError/wrongDigest(member:expected:actual:)`` where its tar is not what `diffID` names.
    static func of(
        _ span: FileSpan, named name: String, diffID: Digest, scratchFolder: String
    ) throws(ArchiveError) -> MadeLayer {
        let packing = try ArchiveError.storing { () throws(StoreError) in try Packing(of: span) }
        let (layer, actual) =
            packing == .none
            ? try compressed(span, diffID.algorithm, scratchFolder)
            : try kept(span, diffID.algorithm, isZstandard: packing == .zstd)
        guard actual == diffID else { throw .wrongDigest(member: name, expected: diffID, actual: actual) }
        return layer
    }

    private static func compressed(
        _ span: FileSpan, _ algorithm: DigestAlgorithm, _ scratchFolder: String
    ) throws(ArchiveError) -> (MadeLayer, diffID: Digest) {
        let scratch = try ArchiveError.storing { () throws(StoreError) in try ScratchFile(in: scratchFolder) }
        let input = try ArchiveError.storing { () throws(StoreError) in try ArchiveInput(span, hashing: algorithm) }
        let writer = try GzipWriter(into: scratch)
        while let bytes = input.next(), !bytes.isEmpty { try writer.write(bytes) }
        let (digest, size) = try writer.finish()
        let diffID = try digestOfAll(input)
        return (
            MadeLayer(digest: digest, span: scratch.span(size: size), isZstandard: false, scratch: scratch), diffID
        )
    }

    private static func kept(
        _ span: FileSpan, _ algorithm: DigestAlgorithm, isZstandard: Bool
    ) throws(ArchiveError) -> (MadeLayer, diffID: Digest) {
        let input = try ArchiveError.storing { () throws(StoreError) in try ArchiveInput(span, hashing: .sha256) }
        let reader = try ArchiveReader(input, as: .compressed)
        var hasher = try ArchiveError.storing { () throws(StoreError) in try DigestHasher(algorithm) }
        if try reader.next() != nil {
            try reader.forEachBlock { (bytes) throws(ArchiveError) in
                try ArchiveError.storing { () throws(StoreError) in try hasher.update(bytes) }
            }
        }
        let digest = try digestOfAll(input)
        do throws(StoreError) {
            let diffID = try hasher.finish()
            return (MadeLayer(digest: digest, span: span, isZstandard: isZstandard, scratch: nil), diffID)
        } catch {
            throw .store(error)
        }
    }

    private static func digestOfAll(_ input: ArchiveInput) throws(ArchiveError) -> Digest {
        try ArchiveError.storing { () throws(StoreError) in
            guard let digest = try input.finishedDigest() else { throw .hashing(function: "EVP_DigestFinal_ex") }
            return digest
        }
    }
}
