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

    /// Opens the archive at `path`, which may be split into parts, and lists its members.
    ///
    /// Scratch files are created on the disk of `scratchFolder`.
    package init(_ path: String, as form: ArchiveForm, scratchFolder: String) async throws(ArchiveError) {
        let (listing, unpacked) = try await DiskExecutor.run { () async throws(ArchiveError) in
            let file = try ArchiveFile(path)
            return try mapError(file.mapped, try Self.listing(of: file, scratchFolder))
        }
        self.form = form
        self.listing = listing
        self.unpacked = unpacked
        self.scratchFolder = scratchFolder
    }

    /// The members of the archive in `file`, and the unpacked file if the archive is compressed.
    private static func listing(
        of file: ArchiveFile, _ scratchFolder: String
    ) throws(ArchiveError) -> (ArchiveListing, ScratchFile?) {
        let compression = try mapError(ArchiveError.store, try Compression(of: file.span))
        guard compression != .none else {
            let listing = try ArchiveListing(of: file.span)
            try file.check(listing)
            return (listing, nil)
        }
        let (span, scratch) = try file.span.unpacked(compression, in: scratchFolder)
        return (try ArchiveListing(of: span), scratch)
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
            let (docker, name) = try dockerImage(tag)
            var image: ArchiveImage
            // An image that was saved with its manifest keeps it, and a list is kept whole.
            if let kept = try original(of: docker) {
                image = kept
            } else {
                let converter = DockerImageConverter(listing: listing, scratchFolder: scratchFolder, jobs: jobs)
                image = ArchiveImage(try await converter.convert(docker), in: listing, unpacked: unpacked)
            }
            image.name = name ?? image.name
            return image
        }
    }

    private func layoutImage(_ tag: String?) throws(ArchiveError) -> ArchiveImage {
        let (bytes, entries) = try layout()
        switch try mapError(ArchiveError.store, try LayoutChoice(of: tag, among: entries, of: bytes)) {
        case .image(let entry): return ArchiveImage(entry, in: listing, unpacked: unpacked)
        case .list(let entry, let list): return ArchiveImage(entry, list: list, in: listing, unpacked: unpacked)
        case .ambiguous(let count, let offer): throw .choice(count: count, tag: tag, offer: offer)
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
        var seen: Set<Digest> = []
        var roots = entries.filter { seen.insert($0.descriptor.digest).inserted }.map {
            ArchiveImage($0, in: listing, unpacked: unpacked)
        }
        let whole = try mapError(ArchiveError.store, try LayoutChoice(of: nil, among: entries, of: bytes))
        if case .list(let entry, let list) = whole {
            roots.insert(ArchiveImage(entry, list: list, in: listing, unpacked: unpacked), at: 0)
        }
        var budget = DocumentBudget()
        for root in roots {
            guard let manifest = root.manifest(withConfig: digest, &budget) else { continue }
            if root.isComplete(&budget) { return root }
            let child = root.child(manifest)
            if child.isComplete(&budget) { return child }
        }
        return nil
    }

    /// The image of `manifest.json` that `tag` names, or the only one if `tag` is `nil`, and its name.
    private func dockerImage(_ tag: String?) throws(ArchiveError) -> (image: DockerImage, name: String?) {
        guard let bytes = try listing.document(ArchiveListing.manifest) else {
            throw .notOfForm(wanted: ArchiveListing.manifest, other: false)
        }
        let unreadable = { (error: ManifestError) in ArchiveError.document(error, member: ArchiveListing.manifest) }
        let images = try mapError(unreadable, try DockerImage.list(parsing: bytes))
        // One image may be listed under several names.
        let different = { (images: [DockerImage]) in Set(images.map { [$0.config] + $0.layers }).count }
        let found = tag.map { images.named($0, by: \.names) } ?? images
        let count = different(found)
        if let image = found.first, count == 1 {
            let names = found.flatMap(\.names)
            return (image, tag.flatMap { names.named($0, by: { [$0] }).first } ?? names.first)
        }
        let offer = images.flatMap(\.names).offer { different(images.named($0, by: \.names)) == 1 }
        throw .choice(count: count, tag: tag, offer: offer)
    }
}
