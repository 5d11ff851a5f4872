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
            let image = try dockerImage(tag)
            // An image that was saved with its manifest keeps it, and a list is kept whole.
            if let kept = try original(of: image) { return kept }
            let converter = DockerImageConverter(listing: listing, scratchFolder: scratchFolder, jobs: jobs)
            return ArchiveImage(try await converter.convert(image), in: listing, unpacked: unpacked)
        }
    }

    private func layoutImage(_ tag: String?) throws(ArchiveError) -> ArchiveImage {
        let (bytes, entries) = try layout()
        switch try mapError(ArchiveError.store, try LayoutChoice(of: tag, among: entries, of: bytes)) {
        case .image(let entry): return ArchiveImage(entry, in: listing, unpacked: unpacked)
        case .list(let entry, let list): return ArchiveImage(entry, list: list, in: listing, unpacked: unpacked)
        case .ambiguous(let count):
            throw .choice(count: count, tag: tag, names: entries.flatMap(\.names))
        }
    }

    /// The bytes and the entries of `index.json`.
    private func layout() throws(ArchiveError) -> (bytes: [UInt8], entries: [LayoutEntry]) {
        guard let bytes = try listing.document(ArchiveListing.index) else {
            throw .notOfForm(wanted: ArchiveListing.index, other: listing.has(ArchiveListing.manifest))
        }
        let unreadable = { (error: ManifestError) in ArchiveError.document(error, member: ArchiveListing.index) }
        let document = try mapError(unreadable, try ManifestDocument(parsing: bytes, contentType: nil))
        guard case .index(let index) = document else { throw unreadable(.missing(field: "manifests")) }
        return (bytes, index.manifests.map { LayoutEntry($0) })
    }

    /// The image of `manifest.json` as `index.json` has it: the complete list that contains it, else its complete manifest.
    ///
    /// `manifest.json` decides which image is meant; both files describe the same image if its config is the same.
    private func original(of image: DockerImage) throws(ArchiveError) -> ArchiveImage? {
        guard let (bytes, entries) = try? layout(), let member = try ArchiveListing.plainName(image.config),
            let config = try listing.document(member)
        else { return nil }
        let digest = try mapError(ArchiveError.store, try Digest.of(config))
        var roots = entries.map { ArchiveImage($0, in: listing, unpacked: unpacked) }
        let whole = try mapError(ArchiveError.store, try LayoutChoice(of: nil, among: entries, of: bytes))
        if case .list(let entry, let list) = whole {
            roots.insert(ArchiveImage(entry, list: list, in: listing, unpacked: unpacked), at: 0)
        }
        for root in roots {
            guard let manifest = root.manifest(withConfig: digest) else { continue }
            if root.isComplete { return root }
            let child = root.child(manifest)
            if child.isComplete { return child }
        }
        return nil
    }

    /// The image of `manifest.json` that `tag` names, or the only one if `tag` is `nil`.
    private func dockerImage(_ tag: String?) throws(ArchiveError) -> DockerImage {
        guard let bytes = try listing.document(ArchiveListing.manifest) else {
            throw .notOfForm(wanted: ArchiveListing.manifest, other: false)
        }
        let unreadable = { (error: ManifestError) in ArchiveError.document(error, member: ArchiveListing.manifest) }
        let images = try mapError(unreadable, try DockerImage.list(parsing: bytes))
        let found = tag.map { images.named($0, by: \.names) } ?? images
        // One image may be listed under several names.
        let contents = Set(found.map { [$0.config] + $0.layers })
        if let image = found.first, contents.count == 1 { return image }
        throw .choice(count: contents.count, tag: tag, names: images.flatMap(\.names))
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
