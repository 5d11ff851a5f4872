import ImageModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The files of an image layout (OCI image-spec v1.1, image-layout.md). Its methods wait for the disk.
struct LayoutFolder: Sendable {
    /// The layout's folder.
    let path: String

    /// Reads the index and the names in it.
    func catalog(repository: String?) throws(ServerError) -> (stamp: FileStamp, catalog: Catalog) {
        let file = try index()
        let bytes = try whole(file, path: indexPath)
        do throws(ManifestError) {
            guard case .index(let index) = try ManifestDocument(parsing: bytes, contentType: MediaType.ociIndex) else {
                throw .unrecognised
            }
            return (file.stamp, Catalog(index: index, repository: repository, fallback: suggestedName))
        } catch {
            throw .index(file: indexPath, problem: error)
        }
    }

    /// Tells whether the index has changed since it was read.
    func indexStamp() throws(ServerError) -> FileStamp {
        try index().stamp
    }

    /// Opens a blob; nil when the layout lacks it. A digest is a parsed value: it cannot lead out of the folder.
    func blob(_ digest: Digest) throws(ServerError) -> LayoutFile? {
        try LayoutFile("\(path)/blobs/\(digest.algorithm.rawValue)/\(digest.hex)")
    }

    /// Reads a manifest; nil when the layout lacks it, or the blob is none.
    func manifest(_ digest: Digest, listedAs mediaType: String?) throws(ServerError) -> ServedManifest? {
        guard let file = try blob(digest), file.stamp.size <= Int64(Limits.manifestBytes) else { return nil }
        let bytes = try whole(file, path: "\(digest)")
        return ServedManifest(digest: digest, bytes: bytes, listedAs: mediaType)
    }

    private var indexPath: String { path + "/index.json" }

    private func index() throws(ServerError) -> LayoutFile {
        guard let file = try LayoutFile(indexPath) else {
            throw .unreadable(file: indexPath, reason: SystemFailure(code: ENOENT).description)
        }
        return file
    }

    /// A file that is too long is read one byte further than may be, so that what parses it refuses it.
    private func whole(_ file: LayoutFile, path: String) throws(ServerError) -> [UInt8] {
        do throws(SystemFailure) {
            let count = Int(min(file.stamp.size, Int64(Limits.manifestBytes) + 1))
            return Array(try file.bytes(at: 0, count: count).readableBytesView)
        } catch {
            throw .unreadable(file: path, reason: error.description)
        }
    }

    /// The folder's own name as a repository's. The corresponding C function is realpath(3).
    private var suggestedName: String {
        var full = path
        if let resolved = realpath(path, nil) {
            full = String(cString: resolved)
            free(resolved)
        }
        return RepositoryName.suggested(byFolder: full.split(separator: "/").last.map(String.init) ?? "")
    }
}
