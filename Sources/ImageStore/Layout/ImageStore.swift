import ImageModel

/// A folder of images: an OCI image layout, and beside it what is under way.
///
/// A file under a digest's name is whole, verified and read-only. Many processes may use one store at a time. The value
/// holds no open file; copies of it are the same store.
/// Layout: OCI image-spec v1.1, image-layout.md.
package struct ImageStore: Sendable {
    /// What a store is for.
    package enum Kind: Hashable, Sendable {
        /// The user's own store, which keeps what was pulled.
        case local
        /// A layout that the user named; in the end there is nothing in it but the layout.
        case output
    }

    /// What the store is for.
    package let kind: Kind
    /// Where things are.
    let paths: StorePaths
    /// How the file system is reached.
    let calls: any FileSystemCalls

    /// The store's folder, as it was given.
    package var root: String { paths.root }

    /// A store in a folder that is known to be one.
    init(kind: Kind, paths: StorePaths, calls: any FileSystemCalls) {
        self.kind = kind
        self.paths = paths
        self.calls = calls
    }

    /// The path of the file that holds, or would hold, a blob.
    package func blobPath(_ digest: Digest) -> String {
        paths.blob(digest)
    }

    /// The bytes of the file that holds, or would hold, a blob of `size` bytes.
    package func span(of digest: Digest, size: Int64) -> FileSpan {
        FileSpan(path: blobPath(digest), size: size)
    }

    /// Whether the blob is here: a plain file of exactly `size` bytes under its name.
    ///
    /// A file of another size counts as absent, and is replaced by the next ingest.
    package func contains(_ digest: Digest, size: Int64) -> Bool {
        guard let status = try? calls.status(at: paths.blob(digest)) else { return false }
        return status.isRegular && status.size == size
    }

    /// Whether the blob that `descriptor` describes is here.
    package func contains(_ descriptor: Descriptor) -> Bool {
        contains(descriptor.digest, size: descriptor.size)
    }

    /// The bytes of a document, verified; `nil` where it is not here.
    ///
    /// - Throws: ``StoreError/tooLarge(path:size:limit:)`` for more than `limit` bytes,
    ///   ``StoreError/wrongDigest(path:expected:actual:)`` where the file is damaged.
    package func read(_ digest: Digest, limit: Int) throws(StoreError) -> [UInt8]? {
        let path = paths.blob(digest)
        guard let bytes = try calls.contents(of: path, limit: limit) else { return nil }
        let actual = try Digest.of(bytes, algorithm: digest.algorithm)
        guard actual == digest else { throw .wrongDigest(path: path, expected: digest, actual: actual) }
        return bytes
    }

    /// The digest of what is in a blob's file now, read anew; `nil` where it is not here.
    package func rehash(_ digest: Digest) async throws(StoreError) -> Digest? {
        try await DiskExecutor.run { () async throws(StoreError) in
            let path = paths.blob(digest)
            guard let status = try calls.status(at: path), status.isRegular else { return nil }
            var file = try HashingFile(path, algorithm: digest.algorithm, through: calls)
            while file.front < status.size {
                guard !Task.isCancelled else { throw .cancelled }
                try file.advance(towards: status.size)
            }
            return try file.finish()
        }
    }

    /// The room that is left where the store is.
    package func freeSpace() throws(StoreError) -> FreeSpace {
        try calls.freeSpace(at: paths.root)
    }

    /// The room that is left where `path` is, or would be made.
    package static func freeSpace(at path: String) throws(StoreError) -> FreeSpace {
        let calls = PosixFileSystem()
        return try calls.freeSpace(at: try calls.nearest(to: path)?.path ?? path)
    }
}
