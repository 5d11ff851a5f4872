import ErrorMapping
import ImageModel
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An image layout on disk. Its index is read again whenever the file changes.
///
/// NIO's thread pool does all reading, so no task waits for the disk.
actor ServedLayout {
    private let folder: LayoutFolder
    private let repository: String?
    private var current: (stamp: FileStamp, catalog: Catalog)
    /// The sizes of blobs in the manifests that were served so far.
    private var sizes = StatedSizes()

    /// Reads the index; `repository` replaces the repository names in it.
    init(_ path: String, repository: String?) async throws(ServerError) {
        if let repository, !RepositoryName.isValid(repository) { throw .repositoryName(repository) }
        folder = LayoutFolder(path: path)
        self.repository = repository
        current = try folder.catalog(repository: repository)
    }

    /// The names in the current index; those of its last version if it is now missing or malformed.
    func catalog() async -> Catalog {
        let (folder, repository, known) = (folder, repository, current.stamp)
        let changed = try? await NIOThreadPool.singleton.runIfActive {
            try folder.indexStamp() == known ? nil : folder.catalog(repository: repository)
        }
        if let changed { current = changed }
        return current.catalog
    }

    /// The file of a blob; `nil` if the layout does not have it, or has other bytes than the size that a descriptor states.
    func blob(_ digest: Digest) async throws -> LayoutFile? {
        let file = try await NIOThreadPool.singleton.runIfActive { [folder] in try folder.blob(digest) }
        guard let file, current.catalog.permits(file.stamp.size, of: digest), sizes.permit(file.stamp.size, of: digest)
        else { return nil }
        return file
    }

    /// A manifest; `nil` if the layout does not have it, or if the blob is not a manifest.
    func manifest(_ digest: Digest, listedAs mediaType: String?) async throws -> ServedManifest? {
        let manifest = try await NIOThreadPool.singleton.runIfActive { [folder] in
            try folder.manifest(digest, listedAs: mediaType)
        }
        guard let manifest, current.catalog.permits(Int64(manifest.bytes.count), of: digest),
            sizes.permit(Int64(manifest.bytes.count), of: digest)
        else { return nil }
        sizes.note(manifest.descriptors)
        return manifest
    }
}

/// The sizes that descriptors state for blobs.
struct StatedSizes: Sendable {
    private var sizes: [Digest: Set<Int64>] = [:]

    /// Adds the sizes in `descriptors`.
    mutating func note(_ descriptors: [Descriptor]) {
        for descriptor in descriptors { sizes[descriptor.digest, default: []].insert(descriptor.size) }
    }

    /// Whether a blob may have this size: a descriptor states it, or none states any.
    func permit(_ size: Int64, of digest: Digest) -> Bool {
        sizes[digest]?.contains(size) ?? true
    }
}

/// The files of an image layout (OCI image-spec v1.1, image-layout.md). Its methods block on disk reads.
struct LayoutFolder: Sendable {
    let path: String

    /// Reads the index and the names in it.
    func catalog(repository: String?) throws(ServerError) -> (stamp: FileStamp, catalog: Catalog) {
        let file = try openIndex()
        let bytes = try contents(of: file)
        let index = try mapError(
            { (error: ManifestError) in ServerError.index(file: indexPath, reason: error) }, try Self.index(bytes))
        return (file.stamp, Catalog(index: index, repository: repository, fallback: suggestedName))
    }

    /// The stamp of the index, which changes with the file.
    func indexStamp() throws(ServerError) -> FileStamp {
        try openIndex().stamp
    }

    /// Opens a blob; `nil` if the layout does not have it. A parsed digest cannot lead out of the folder.
    func blob(_ digest: Digest) throws(ServerError) -> LayoutFile? {
        try LayoutFile("blobs/\(digest.algorithm.rawValue)/\(digest.hex)", in: path)
    }

    /// Reads a manifest; `nil` if the layout does not have it, or if the blob is not a manifest.
    func manifest(_ digest: Digest, listedAs mediaType: String?) throws(ServerError) -> ServedManifest? {
        guard let file = try blob(digest), file.stamp.size <= Int64(Limits.manifestBytes) else { return nil }
        return ServedManifest(digest: digest, bytes: try contents(of: file), listedAs: mediaType)
    }

    private static let indexName = "index.json"

    private var indexPath: String { "\(path)/\(Self.indexName)" }

    private func openIndex() throws(ServerError) -> LayoutFile {
        guard let file = try LayoutFile(Self.indexName, in: path) else {
            guard access(indexPath, F_OK) != 0 else {
                throw ServerError.unreadable(file: indexPath, reason: "it is a symbolic link or not a regular file")
            }
            throw ServerError(file: indexPath, errno: ENOENT)
        }
        return file
    }

    private static func index(_ bytes: [UInt8]) throws(ManifestError) -> ImageIndex {
        guard case .index(let index) = try ManifestDocument(parsing: bytes, contentType: MediaType.ociIndex) else {
            throw .unrecognized
        }
        return index
    }

    /// Reads a file up to one byte beyond the limit, so that the parser refuses a file that is too long.
    private func contents(of file: LayoutFile) throws(ServerError) -> [UInt8] {
        let count = Int(min(file.stamp.size, Int64(Limits.manifestBytes) + 1))
        return Array(try file.bytes(at: 0, count: count).readableBytesView)
    }

    /// A repository name made from the folder's name. The corresponding C function is realpath(3).
    private var suggestedName: String {
        var full = path
        if let resolved = realpath(path, nil) {
            full = String(cString: resolved)
            free(resolved)
        }
        return RepositoryName.suggested(byFolder: full.split(separator: "/").last.map(String.init) ?? "")
    }
}
