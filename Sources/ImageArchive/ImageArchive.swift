import ErrorMapping
import ImageModel
import ImageStore

/// An archive of images: an OCI layout in a tar file, or the output of `docker save`, optionally compressed as a whole.
///
/// Nothing is unpacked under its own name: a blob is a range of the archive. A compressed archive is unpacked once to a
/// scratch file without a name, and so are layers that have to be compressed.
package struct ImageArchive: Sendable {
    private let form: ArchiveForm
    private let listing: ArchiveListing
    private let unpacked: ScratchFile?
    private let scratchFolder: String

    /// Opens the archive at `path`, and lists its members.
    ///
    /// Scratch files are created on the disk of `scratchFolder`.
    package init(_ path: String, as form: ArchiveForm, scratchFolder: String) async throws(ArchiveError) {
        let (listing, unpacked) = try await DiskExecutor.run { () async throws(ArchiveError) in
            guard let file = try mapError(ArchiveError.store, try FileSpan.whole(path)) else { throw .missing }
            let compression = try mapError(ArchiveError.store, try Compression(of: file))
            guard compression != .none else { return (try ArchiveListing(of: file), ScratchFile?.none) }
            let (span, scratch) = try Self.unpacked(file, in: scratchFolder)
            return (try ArchiveListing(of: span), scratch)
        }
        self.form = form
        self.listing = listing
        self.unpacked = unpacked
        self.scratchFolder = scratchFolder
    }

    /// The image named `tag`, or the only one if `tag` is `nil`.
    ///
    /// Uncompressed layers are compressed, `jobs` at a time, since only then the image's digest is known.
    package func image(_ tag: String?, jobs: Int) async throws(ArchiveError) -> ArchiveImage {
        switch form {
        case .oci: return try layoutImage(tag)
        case .docker:
            guard listing.has(ArchiveListing.manifest) else {
                guard listing.has(ArchiveListing.index) else {
                    throw .notOfForm(wanted: ArchiveListing.manifest, other: false)
                }
                return try layoutImage(tag)
            }
            // An image that was saved with its manifest keeps it, if no blob is missing.
            if let image = try? layoutImage(tag), image.isComplete { return image }
            let converter = DockerImageConverter(listing: listing, scratchFolder: scratchFolder, jobs: jobs)
            return ArchiveImage(try await converter.convert(try dockerImage(tag)), in: listing, unpacked: unpacked)
        }
    }

    private func layoutImage(_ tag: String?) throws(ArchiveError) -> ArchiveImage {
        guard let bytes = try listing.document(ArchiveListing.index) else {
            throw .notOfForm(wanted: ArchiveListing.index, other: listing.has(ArchiveListing.manifest))
        }
        let unreadable = { (error: ManifestError) in ArchiveError.document(error, member: ArchiveListing.index) }
        let document = try mapError(unreadable, try ManifestDocument(parsing: bytes, contentType: nil))
        guard case .index(let index) = document else { throw unreadable(.missing(field: "manifests")) }
        let entries = index.manifests.map { LayoutEntry($0) }
        let entry = try Self.choose(tag, among: entries) { [$0.name, $0.imageName].compactMap(\.self) }
        return ArchiveImage(entry, in: listing, unpacked: unpacked)
    }

    private func dockerImage(_ tag: String?) throws(ArchiveError) -> DockerImage {
        guard let bytes = try listing.document(ArchiveListing.manifest) else {
            throw .notOfForm(wanted: ArchiveListing.manifest, other: false)
        }
        let unreadable = { (error: ManifestError) in ArchiveError.document(error, member: ArchiveListing.manifest) }
        return try Self.choose(tag, among: try mapError(unreadable, try DockerImage.list(parsing: bytes)), by: \.names)
    }

    /// The image that `tag` names among `images`, whose names `names` returns; without a tag, the only image.
    ///
    /// An exactly equal name takes precedence over one that is equal in full, or has the same tag.
    private static func choose<Image>(
        _ tag: String?, among images: [Image], by names: (Image) -> [String]
    ) throws(ArchiveError) -> Image {
        guard let tag else {
            if let image = images.first, images.count == 1 { return image }
            throw .choice(count: images.count, tag: nil, names: images.flatMap(names))
        }
        let equal = images.filter { names($0).contains(tag) }
        if let image = equal.first, equal.count == 1 { return image }
        let wanted = try? Reference(parsing: tag)
        let similar = images.filter { image in
            names(image).contains { name in
                guard let reference = try? Reference(parsing: name) else { return false }
                return reference == wanted || reference.tag == tag
            }
        }
        if equal.isEmpty, let image = similar.first, similar.count == 1 { return image }
        throw .choice(count: max(equal.count, similar.count), tag: tag, names: images.flatMap(names))
    }

    private static func unpacked(
        _ file: FileSpan, in folder: String
    ) throws(ArchiveError) -> (FileSpan, ScratchFile) {
        let scratch = try mapError(ArchiveError.store, try ScratchFile(in: folder))
        let input = try mapError(ArchiveError.store, try ArchiveInput(file))
        let reader = try ArchiveReader(input, as: .compressed)
        var size: Int64 = 0
        if try reader.next() != nil {
            try reader.forEachBlock { (bytes) throws(ArchiveError) in
                try mapError(ArchiveError.store, try scratch.write(bytes, at: size))
                size += Int64(bytes.count)
            }
        }
        return (scratch.span(size: size), scratch)
    }
}
