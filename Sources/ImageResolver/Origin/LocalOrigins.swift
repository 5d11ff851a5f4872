import ImageArchive
import ImageModel
import ImageStore

/// An image in an OCI layout on this machine.
struct LayoutOrigin: ImageOrigin {
    /// The layout.
    let store: ImageStore
    private let tag: String?

    /// The layout in `path`, which must be there; `tag` picks one of its images.
    init(path: String, tag: String?) throws(ResolverError) {
        let found: ImageStore?
        do throws(StoreError) {
            found = try ImageStore.existing(at: path, as: .output)
        } catch {
            throw ResolverError(store: error)
        }
        guard let found else {
            throw ResolverError(.notFound, "'\(path)' holds no OCI layout: it has no oci-layout file")
        }
        store = found
        self.tag = tag
    }

    func root() async throws(ResolverError) -> Document {
        try await document(try entry().descriptor)
    }

    func document(_ descriptor: Descriptor) async throws(ResolverError) -> Document {
        try Document(try await bytes(descriptor), digest: descriptor.digest, sentAs: descriptor.mediaType)
    }

    func bytes(_ descriptor: Descriptor) async throws(ResolverError) -> [UInt8] {
        let bytes: [UInt8]?
        do throws(StoreError) {
            bytes = try store.read(descriptor.digest, limit: Limits.manifestBytes)
        } catch {
            throw ResolverError(store: error)
        }
        guard let bytes else { throw ResolverError(.notFound, "'\(store.root)' holds no blob \(descriptor.digest)") }
        guard Int64(bytes.count) == descriptor.size else {
            throw ResolverError(
                .integrity,
                "blob \(descriptor.digest) has \(bytes.count) bytes, its descriptor says \(descriptor.size)")
        }
        return bytes
    }

    /// The one entry that the tag names, or the only one of all.
    func entry() throws(ResolverError) -> LayoutEntry {
        let entries: [LayoutEntry]
        do throws(StoreError) {
            entries = try store.entries()
        } catch {
            throw ResolverError(store: error)
        }
        let named = entries.filter { entry in tag.map { $0 == entry.name || $0 == entry.imageName } ?? true }
        if let entry = named.first, named.count == 1 { return entry }
        let names = entries.compactMap(\.name).map { Printable.escaped($0) }.joined(separator: ", ")
        let offer = names.isEmpty ? nil : "it holds \(names)"
        guard let tag else {
            throw ResolverError(
                .notFound, "'\(store.root)' holds \(entries.count) images, and no tag picks one of them", hint: offer)
        }
        throw ResolverError(
            .notFound, "'\(store.root)' holds \(named.count) images named '\(Printable.escaped(tag))'", hint: offer)
    }
}

/// An image in an archive on this machine.
struct ArchiveOrigin: ImageOrigin {
    /// The image.
    let image: ArchiveImage
    /// The archive, as a command names it.
    let name: String
    private let path: String

    /// The image of the archive at `path`; `tag` picks one of several.
    ///
    /// What has to be unpacked or compressed goes to files without names on the disk of `scratchFolder`, `jobs` at a time.
    init(
        path: String, form: ArchiveForm, tag: String?, scratchFolder: String, jobs: Int
    ) async throws(ResolverError) {
        do throws(ArchiveError) {
            image = try await ImageArchive(path, as: form, scratchFolder: scratchFolder).image(tag, jobs: jobs)
        } catch {
            throw ResolverError(archive: error, path: path)
        }
        self.path = path
        name = form.prefix + path
    }

    /// The tag that the archive names the image by; a name that is no reference is one as a whole.
    var tag: String? {
        guard let name = image.name else { return nil }
        guard name.utf8.contains(UInt8(ascii: ":")) || name.utf8.contains(UInt8(ascii: "/")) else { return name }
        return (try? Reference(parsing: name))?.tag ?? name
    }

    func root() async throws(ResolverError) -> Document {
        try await document(image.root)
    }

    func document(_ descriptor: Descriptor) async throws(ResolverError) -> Document {
        try Document(try await bytes(descriptor), digest: descriptor.digest, sentAs: descriptor.mediaType)
    }

    func bytes(_ descriptor: Descriptor) async throws(ResolverError) -> [UInt8] {
        do throws(ArchiveError) {
            if let bytes = try image.bytes(of: descriptor) { return bytes }
        } catch {
            throw ResolverError(archive: error, path: path)
        }
        throw ResolverError(.notFound, "'\(Printable.escaped(path, limit: .max))' holds no blob \(descriptor.digest)")
    }
}
