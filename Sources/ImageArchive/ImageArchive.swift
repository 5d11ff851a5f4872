import ImageModel
import ImageStore

/// A file that holds images: an OCI layout in a tar, or what `docker save` writes; also in gzip or Zstandard as a whole.
///
/// Nothing of it is unpacked under its own name: a blob is a piece of the file. One that is compressed is unpacked once, to a
/// file without a name, as are layers that have to be compressed.
package struct ImageArchive: Sendable {
    private let form: ArchiveForm
    private let listing: ArchiveListing
    private let unpacked: ScratchFile?
    private let scratchFolder: String

    /// Opens the archive at `path`, and lists its members.
    ///
    /// What has to be unpacked goes to a file on the disk of `scratchFolder`.
    package init(_ path: String, as form: ArchiveForm, scratchFolder: String) async throws(ArchiveError) {
        let (listing, unpacked) = try await DiskExecutor.run { () async throws(ArchiveError) in
            guard let file = try ArchiveError.storing({ () throws(StoreError) in try FileSpan.whole(path) }) else {
                throw .missing
            }
            let packing = try ArchiveError.storing { () throws(StoreError) in try Packing(of: file) }
            guard packing != .none else { return (try ArchiveListing(of: file), ScratchFile?.none) }
            let (span, scratch) = try Self.unpacked(file, in: scratchFolder)
            return (try ArchiveListing(of: span), scratch)
        }
        self.form = form
        self.listing = listing
        self.unpacked = unpacked
        self.scratchFolder = scratchFolder
    }

    /// The image that `tag` names, or the only one where that is nil.
    ///
    /// Layers that are to be compressed are, so many at once as `jobs` says: only then is the image's digest known.
    package func image(_ tag: String?, jobs: Int) async throws(ArchiveError) -> ArchiveImage {
        switch form {
        case .oci: return ArchiveImage(try entry(tag), in: listing, unpacked: unpacked)
        case .docker:
            guard listing.has(ArchiveListing.manifest) else {
                guard listing.has(ArchiveListing.index) else {
                    throw .notOfForm(wanted: ArchiveListing.manifest, other: false)
                }
                return ArchiveImage(try entry(tag), in: listing, unpacked: unpacked)
            }
            // What was saved with its manifest keeps it, where nothing of it is left out.
            if let entry = try? entry(tag), WholeImage(listing: listing, entry).isWhole {
                return ArchiveImage(entry, in: listing, unpacked: unpacked)
            }
            let image = try dockerImage(tag)
            let maker = DockerImageMaker(listing: listing, scratchFolder: scratchFolder, jobs: jobs)
            let made = try await maker.make(image, name: image.names.first)
            return ArchiveImage(made, in: listing, unpacked: unpacked)
        }
    }

    private func entry(_ tag: String?) throws(ArchiveError) -> LayoutEntry {
        guard let bytes = try listing.document(ArchiveListing.index) else {
            throw .notOfForm(wanted: ArchiveListing.index, other: listing.has(ArchiveListing.manifest))
        }
        let entries: [LayoutEntry]
        do throws(ManifestError) {
            guard case .index(let index) = try ManifestDocument(parsing: bytes, contentType: nil) else {
                throw .missing(field: "manifests")
            }
            entries = index.manifests.map { LayoutEntry($0) }
        } catch {
            throw .document(error, member: ArchiveListing.index)
        }
        return try NameChoice(tag).one(of: entries) { [$0.name, $0.imageName].compactMap(\.self) }
    }

    private func dockerImage(_ tag: String?) throws(ArchiveError) -> DockerArchiveImage {
        guard let bytes = try listing.document(ArchiveListing.manifest) else {
            throw .notOfForm(wanted: ArchiveListing.manifest, other: false)
        }
        let images: [DockerArchiveImage]
        do throws(ManifestError) {
            images = try DockerArchiveImage.list(parsing: bytes)
        } catch {
            throw .document(error, member: ArchiveListing.manifest)
        }
        return try NameChoice(tag).one(of: images, named: \.names)
    }

    private static func unpacked(
        _ file: FileSpan, in folder: String
    ) throws(ArchiveError) -> (FileSpan, ScratchFile) {
        let scratch = try ArchiveError.storing { () throws(StoreError) in try ScratchFile(in: folder) }
        let input = try ArchiveError.storing { () throws(StoreError) in try ArchiveInput(file) }
        let reader = try ArchiveReader(input, as: .compressed)
        var size: Int64 = 0
        if try reader.next() != nil {
            try reader.forEachBlock { (bytes) throws(ArchiveError) in
                try ArchiveError.storing { () throws(StoreError) in try scratch.write(bytes, at: size) }
                size += Int64(bytes.count)
            }
        }
        return (scratch.span(size: size), scratch)
    }
}
