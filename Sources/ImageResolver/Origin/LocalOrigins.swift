import ErrorMapping
import ImageArchive
import ImageModel
import ImageStore

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
        guard let store = existing else {
            throw ResolverError(.notFound, "'\(path)' is not an OCI layout: it has no oci-layout file")
        }
        self.store = store
        switch try mapError(ResolverError.init(store:), try store.choice(of: tag)) {
        case .image(let entry): (self.entry, list) = (entry, nil)
        case .list(let entry, let bytes): (self.entry, list) = (entry, bytes)
        case .ambiguous(let count): throw try Self.ambiguous(count, tag, in: store)
        }
    }

    var local: LocalBlobs? { .layout(store) }

    var tag: String? { entry.name }

    var formerName: Reference? { entry.imageName.flatMap { try? Reference(parsing: $0) } }

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

    /// The error if the tag selects no image, or several.
    private static func ambiguous(
        _ count: Int, _ tag: String?, in store: ImageStore
    ) throws(ResolverError) -> ResolverError {
        let entries = try mapError(ResolverError.init(store:), try store.entries())
        let names = entries.compactMap(\.name).map { "'\(Printable.escaped($0))'" }.joined(separator: ", ")
        let found =
            if let tag {
                (count == 0 ? "no image" : "\(count) images") + " named '\(Printable.escaped(tag))'"
            } else {
                count == 0 ? "no images" : "\(count) images, and no tag selects one of them"
            }
        return ResolverError(
            .notFound, "'\(store.root)' contains \(found)", hint: names.isEmpty ? nil : "it contains \(names)")
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
        guard let name = image.name else { return nil }
        guard name.utf8.contains(UInt8(ascii: ":")) || name.utf8.contains(UInt8(ascii: "/")) else { return name }
        return (try? Reference(parsing: name))?.tag ?? name
    }

    var formerName: Reference? { image.reference }

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
