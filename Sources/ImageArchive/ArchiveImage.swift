import ImageModel
import ImageStore

/// One image of an archive: what its name stands for, and where its blobs are.
package struct ArchiveImage: Sendable {
    /// The tag or reference that the archive names it by.
    package let name: String?
    /// The name at a registry that has the same blobs; `nil` where the archive says none.
    package let reference: Reference?
    /// The manifest or list that it is.
    package let root: Descriptor
    private let listing: ArchiveListing
    private let made: MadeImage?
    /// The unpacked archive, where it was compressed.
    private let unpacked: ScratchFile?

    /// An image that has its manifest among its blobs.
    init(_ entry: LayoutEntry, in listing: ArchiveListing, unpacked: ScratchFile?) {
        name = entry.name
        reference = entry.imageName.flatMap { try? Reference(parsing: $0) }
        root = entry.descriptor
        self.listing = listing
        self.unpacked = unpacked
        made = nil
    }

    /// An image whose manifest was made.
    init(_ made: MadeImage, in listing: ArchiveListing, unpacked: ScratchFile?) {
        name = made.name
        // Its layers were compressed anew: nobody else has them.
        reference = nil
        root = made.root
        self.listing = listing
        self.unpacked = unpacked
        self.made = made
    }

    /// Where the blob's bytes are; `nil` where the archive lacks it, or has one of another size.
    ///
    /// They are not verified: a name in an archive is only what somebody wrote.
    package func span(of blob: Descriptor) -> FileSpan? {
        let span = made.map { $0.blobs[blob.digest] } ?? (try? listing.file(LayoutName.blob(blob.digest))) ?? nil
        return span?.size == blob.size ? span : nil
    }

    /// The bytes of a small blob, verified; `nil` where the archive lacks it.
    package func bytes(of blob: Descriptor) throws(ArchiveError) -> [UInt8]? {
        if let made { return try made.bytes(of: blob) }
        let name = LayoutName.blob(blob.digest)
        guard let bytes = try listing.document(name) else { return nil }
        let actual = try ArchiveError.storing { () throws(StoreError) in
            try Digest.of(bytes, algorithm: blob.digest.algorithm)
        }
        guard actual == blob.digest else { throw .wrongDigest(member: name, expected: blob.digest, actual: actual) }
        guard Int64(bytes.count) == blob.size else {
            throw .wrongSize(blob.digest, expected: blob.size, actual: Int64(bytes.count))
        }
        return bytes
    }
}
