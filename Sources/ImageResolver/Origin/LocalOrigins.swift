import ErrorMapping
import ImageArchive
import ImageModel
import ImageStore

extension ImageSource {
    /// The first of ``splits`` that exists; the last one, with the shortest path, if none does.
    package var existing: ImageSource {
        splits.first { source in
            switch source {
            case .registry: true
            case .layout(let path, _): ImageStore.isFolder(path) == true
            case .archive(_, let path, _):
                ImageStore.isFolder(path) == false || ImageStore.isFolder(SplitFile.part(1, of: path)) == false
            }
        } ?? self
    }
}

/// An image in an OCI layout on this machine.
struct LayoutOrigin: ImageOrigin {
    private let store: ImageStore
    /// The entry of `index.json` for the image.
    private let entry: LayoutEntry
    /// The index that the layout's entries form, which is no blob of its own.
    private let list: [UInt8]?

    /// Opens the layout in the folder `path`, which must exist. `tag` selects one of its images.
    init(path: String, tag: String?) throws(ResolverError) {
        let existing = try mapError(ResolverError.init(store:), try ImageStore.existing(at: path, as: .output))
        guard let store = existing else { throw Self.missing(path, tag: tag) }
        self.store = store
        switch try mapError(ResolverError.init(store:), try store.choice(of: tag)) {
        case .image(let entry): (self.entry, list) = (entry, nil)
        case .list(let entry, let bytes): (self.entry, list) = (entry, bytes)
        case .ambiguous(let count, let offer): throw Self.ambiguous(count, tag, in: path, offer)
        }
    }

    var local: LocalBlobs? { .layout(store) }

    var tag: String? { entry.name }

    var formerName: Reference? { entry.imageName.flatMap { try? Reference(parsing: $0) } }

    var fullName: Reference? { formerName ?? entry.name.flatMap { Reference(imageName: $0) } }

    func root() async throws(ResolverError) -> Document {
        try await document(entry.descriptor)
    }

    func document(_ descriptor: Descriptor) async throws(ResolverError) -> Document {
        try Document(try await bytes(descriptor), digest: descriptor.digest, sentAs: descriptor.mediaType)
    }

    func bytes(_ descriptor: Descriptor) async throws(ResolverError) -> [UInt8] {
        if let list, descriptor.digest == entry.descriptor.digest { return list }
        let bytes = try mapError(
            ResolverError.init(store:), try store.read(descriptor.digest, limit: Limits.manifestBytes))
        guard let bytes else { throw ResolverError(.notFound, "'\(store.root)' has no blob \(descriptor.digest)") }
        guard Int64(bytes.count) == descriptor.size else {
            throw ResolverError(
                .integrity,
                "blob \(descriptor.digest) has \(bytes.count) bytes; its descriptor says \(descriptor.size)")
        }
        return bytes
    }

    /// The error if the folder `path` is not a layout.
    static func missing(_ path: String, tag: String?) -> ResolverError {
        let written = Printable.escaped(path, limit: .max)
        switch ImageStore.isFolder(path) {
        case true?: return ResolverError(.notFound, "'\(written)' is not an OCI layout: it has no oci-layout file")
        case false?:
            return ResolverError(
                .notFound, "'\(written)' is a file, not the directory of an OCI layout",
                hint: "oci-archive:FILE and docker-archive:FILE name images in archives")
        case nil:
            let hint = "the directory ends at the first ':', unless one with a longer name exists"
            return ResolverError(
                .notFound, "there is no directory '\(written)'", hint: tag?.contains("/") == true ? hint : nil)
        }
    }

    /// The error if the tag selects no image, or several.
    private static func ambiguous(_ count: Int, _ tag: String?, in path: String, _ offer: String?) -> ResolverError {
        let found =
            if let tag {
                (count == 0 ? "no image" : "\(count) images") + " named '\(Printable.escaped(tag))'"
            } else {
                count == 0 ? "no images" : "\(count) images, and no tag selects one of them"
            }
        return ResolverError(
            .notFound, "'\(Printable.escaped(path, limit: .max))' contains \(found)",
            hint: offer.map { "it contains \($0)" })
    }
}

/// An image in an archive on this machine.
struct ArchiveOrigin: ImageOrigin {
    private let image: ArchiveImage
    private let name: String
    private let path: String

    /// Opens the archive at `path`. `tag` selects one of its images.
    ///
    /// Layers that have to be unpacked or compressed go to unnamed files on the disk of `scratchFolder`, `jobs` at a time.
    init(
        path: String, form: ArchiveForm, tag: String?, scratchFolder: String, jobs: Int
    ) async throws(ResolverError) {
        image = try await mapError(
            { ResolverError(archive: $0, path: path) },
            awaiting: try await ImageArchive(path, as: form, scratchFolder: scratchFolder).image(tag, jobs: jobs))
        self.path = path
        name = form.prefix + path
    }

    var local: LocalBlobs? { .archive(image, name: name) }

    /// The tag in the image's name, or the whole name if it is not a reference.
    var tag: String? {
        image.name.map { Reference(imageName: $0)?.tag ?? $0 }
    }

    var formerName: Reference? { image.reference }

    var fullName: Reference? { formerName ?? image.name.flatMap { Reference(imageName: $0) } }

    func root() async throws(ResolverError) -> Document {
        try await document(image.root)
    }

    func document(_ descriptor: Descriptor) async throws(ResolverError) -> Document {
        try Document(try await bytes(descriptor), digest: descriptor.digest, sentAs: descriptor.mediaType)
    }

    func bytes(_ descriptor: Descriptor) async throws(ResolverError) -> [UInt8] {
        let bytes = try mapError({ ResolverError(archive: $0, path: path) }, try image.bytes(of: descriptor))
        guard let bytes else {
            throw ResolverError(
                .notFound, "'\(Printable.escaped(path, limit: .max))' has no blob \(descriptor.digest)")
        }
        return bytes
    }
}
