import ImageModel
import NIOPosix

/// An image layout on the disk, its index read again whenever the file has changed.
///
/// All waiting for the disk is on NIO's threads for that.
actor ServedLayout {
    private let folder: LayoutFolder
    private let repository: String?
    private var current: (stamp: FileStamp, catalog: Catalog)

    /// Reads the index; `repository` takes the place of the names in it.
    init(_ path: String, repository: String?) async throws(ServerError) {
        if let repository, !RepositoryName.isValid(repository) { throw .repositoryName(repository) }
        folder = LayoutFolder(path: path)
        self.repository = repository
        current = try folder.catalog(repository: repository)
    }

    /// The names in the layout as its index is now; as it was, when it is gone or malformed.
    func catalog() async -> Catalog {
        let (folder, repository, known) = (folder, repository, current.stamp)
        let changed = try? await NIOThreadPool.singleton.runIfActive {
            try folder.indexStamp() == known ? nil : folder.catalog(repository: repository)
        }
        if let changed { current = changed }
        return current.catalog
    }

    /// The blob's file, or nil when the layout lacks it.
    nonisolated func blob(_ digest: Digest) async throws -> LayoutFile? {
        try await NIOThreadPool.singleton.runIfActive { [folder] in try folder.blob(digest) }
    }

    /// The blob's bytes and its media type, or nil when it is missing or no manifest.
    nonisolated func manifest(_ digest: Digest, listedAs mediaType: String?) async throws -> ServedManifest? {
        try await NIOThreadPool.singleton.runIfActive { [folder] in
            try folder.manifest(digest, listedAs: mediaType)
        }
    }
}
