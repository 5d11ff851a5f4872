import ImageArchive
import ImageModel

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
