import ErrorMapping
import ImageModel
import ImageStore

/// One image of an archive: the manifest or index behind its name, and the locations of its blobs.
package struct ArchiveImage: Sendable {
    /// The tag or reference that the archive gives the image.
    package internal(set) var name: String?
    /// The name of an image at a registry with the same blobs; `nil` if the archive states none.
    package let reference: Reference?
    /// The manifest or index.
    package let root: Descriptor
    private let listing: ArchiveListing
    private let converted: ConvertedImage?
    /// The index that the archive's entries form, which is no member of its own.
    private let list: [UInt8]?
    /// The decompressed archive, if it was compressed.
    private let unpacked: ScratchFile?

    /// An image with its manifest among its blobs, or with the index `list` made of the archive's entries.
    init(_ entry: LayoutEntry, list: [UInt8]? = nil, in listing: ArchiveListing, unpacked: ScratchFile?) {
        self.list = list
        name = entry.name
        reference = entry.imageName.flatMap { try? Reference(parsing: $0) }
        root = entry.descriptor
        self.listing = listing
        self.unpacked = unpacked
        converted = nil
    }

    /// An image of a `docker save` archive, with the manifest made for it.
    init(_ converted: ConvertedImage, in listing: ArchiveListing, unpacked: ScratchFile?) {
        name = nil
        // The layers have been compressed again: no registry has the same blobs.
        reference = nil
        root = converted.root
        list = nil
        self.listing = listing
        self.unpacked = unpacked
        self.converted = converted
    }

    /// The location of the blob; `nil` if the archive does not have it, or has it with another size.
    ///
    /// The bytes are not verified: names in an archive prove nothing.
    package func span(of blob: Descriptor) -> FileSpan? {
        let span =
            converted.map { $0.blobs[blob.digest] } ?? (try? listing.file(ArchiveListing.blob(blob.digest))) ?? nil
        return span?.size == blob.size ? span : nil
    }

    /// Why the member that should be the blob is no file of the archive; `nil` if there is no such member.
    package func fault(of blob: Descriptor) -> ArchiveError? {
        do throws(ArchiveError) {
            _ = try listing.file(ArchiveListing.blob(blob.digest))
            return nil
        } catch {
            return error
        }
    }

    /// The bytes of a small blob, verified; `nil` if the archive does not have it.
    package func bytes(of blob: Descriptor) throws(ArchiveError) -> [UInt8]? {
        if let converted { return try converted.bytes(of: blob) }
        if let list, blob.digest == root.digest { return list }
        let name = ArchiveListing.blob(blob.digest)
        guard let bytes = try listing.document(name) else { return nil }
        let actual = try mapError(ArchiveError.store, try Digest.of(bytes, algorithm: blob.digest.algorithm))
        guard actual == blob.digest else { throw .wrongDigest(member: name, expected: blob.digest, actual: actual) }
        guard Int64(bytes.count) == blob.size else {
            throw .wrongSize(blob.digest, expected: blob.size, actual: Int64(bytes.count))
        }
        return bytes
    }

    /// Whether all documents of the image can be read, have their digests, and name only blobs that the archive has.
    func isComplete(_ budget: inout DocumentBudget) -> Bool { isComplete(root, depth: 0, &budget) }

    /// The manifest with that config in the image; `nil` if the archive has none.
    func manifest(withConfig config: Digest, _ budget: inout DocumentBudget) -> Descriptor? {
        manifest(withConfig: config, in: root, depth: 0, &budget)
    }

    /// The image of one manifest below this one.
    func child(_ manifest: Descriptor) -> ArchiveImage {
        guard manifest.digest != root.digest else { return self }
        var entry = LayoutEntry(manifest, name: name, imageName: reference?.description)
        entry.descriptor.platform = nil
        return ArchiveImage(entry, in: listing, unpacked: unpacked)
    }

    private func isComplete(_ descriptor: Descriptor, depth: Int, _ budget: inout DocumentBudget) -> Bool {
        switch document(descriptor, depth: depth, &budget) {
        case nil: return false
        case .manifest(let manifest)?:
            return ([manifest.config] + manifest.layers).allSatisfy { span(of: $0) != nil }
        case .index(let index)?:
            for child in index.manifests {
                guard isComplete(child, depth: depth + 1, &budget) else { return false }
            }
            return true
        }
    }

    private func manifest(
        withConfig config: Digest, in descriptor: Descriptor, depth: Int, _ budget: inout DocumentBudget
    ) -> Descriptor? {
        switch document(descriptor, depth: depth, &budget) {
        case nil: return nil
        case .manifest(let manifest)?: return manifest.config.digest == config ? descriptor : nil
        case .index(let index)?:
            for child in index.manifests {
                if let found = self.manifest(withConfig: config, in: child, depth: depth + 1, &budget) { return found }
            }
            return nil
        }
    }

    /// A document of the image; `nil` if it cannot be read, or too many have been.
    private func document(_ descriptor: Descriptor, depth: Int, _ budget: inout DocumentBudget) -> ManifestDocument? {
        let isList = list != nil && descriptor.digest == root.digest
        guard depth <= Limits.indexDepth, isList || span(of: descriptor) != nil, budget.admits(descriptor),
            let bytes = try? bytes(of: descriptor)
        else { return nil }
        return try? ManifestDocument(parsing: bytes, contentType: descriptor.mediaType)
    }
}

/// How many documents of an archive are read in search of one image, at most.
struct DocumentBudget {
    private var documents = Limits.indexDocuments
    private var bytes = Int64(Limits.indexBytes)

    /// Counts one more document, and tells whether it may be read.
    mutating func admits(_ document: Descriptor) -> Bool {
        guard documents > 0, document.size <= bytes else { return false }
        documents -= 1
        bytes -= document.size
        return true
    }
}
