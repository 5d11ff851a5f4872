import ImageModel

/// The result of hashing a blob that a store has.
package enum BlobCheck: Hashable, Sendable {
    /// The bytes have the digest that names their file.
    case sound
    /// The store does not have the blob.
    case absent
    /// The bytes have another digest.
    case damaged(actual: Digest)
    /// A directory, a pipe or a device has the blob's name.
    case notFile
}

extension ImageStore {
    /// The blobs whose name is taken, with the size of the file in bytes, in the order of their digests.
    ///
    /// What is not a regular file has no size.
    package func blobs() throws(StoreError) -> [(digest: Digest, size: Int64)] {
        var blobs: [(digest: Digest, size: Int64)] = []
        for algorithm in DigestAlgorithm.allCases {
            let folder = paths.blobFolder(algorithm)
            guard try calls.status(at: folder) != nil else { continue }
            for name in try calls.names(in: folder).sorted() {
                guard let digest = try? Digest(parsing: "\(algorithm.rawValue):\(name)"),
                    let status = try calls.status(at: paths.blob(digest))
                else { continue }
                blobs.append((digest, status.isRegular ? status.size : 0))
            }
        }
        return blobs
    }

    /// Hashes the present bytes of a blob.
    package func check(_ digest: Digest) async throws(StoreError) -> BlobCheck {
        guard let actual = try await rehash(digest) else {
            return try calls.status(at: paths.blob(digest))?.isRegular == false ? .notFile : .absent
        }
        return actual == digest ? .sound : .damaged(actual: actual)
    }

    /// Whether the local store has blobs or an index, but not the `oci-layout` that makes its folder a store.
    package static func lacksLayoutFile(at root: String) throws(StoreError) -> Bool {
        let store = ImageStore(kind: .local, paths: StorePaths(root: root), calls: PosixFileSystem())
        guard try store.calls.status(at: store.paths.layout) == nil else { return false }
        if try store.calls.status(at: store.paths.index) != nil { return true }
        return try !store.blobs().isEmpty
    }

    /// Hashes the present bytes of a blob, and removes the file if it is damaged, so that the blob is fetched again.
    ///
    /// What is not a file is removed, too, unless it is a directory that is not empty.
    ///
    /// The file is hashed again and removed under the blob's lock, so that no other process replaces it in between. Where the
    /// lock cannot be had, a good blob that just replaced the damaged one may be removed, and is fetched again.
    package func checkAndRemove(_ digest: Digest) async throws(StoreError) -> BlobCheck {
        let found = try await check(digest)
        switch found {
        case .sound, .absent: return found
        case .damaged, .notFile: break
        }
        return try await DiskExecutor.run { () async throws(StoreError) in
            let files = paths.ingestFiles(digest)
            let wait = LockWait(patience: IngestWaiting.standard.patience, watched: files.part, started: nil)
            switch try await lock(files, wait) {
            case .taken(let lock):
                let found = try await removeIfDamaged(digest)
                try? calls.remove(files.lock)
                lock.free()
                return found
            case .held: return try await removeIfDamaged(digest)
            case .unsupported: return try await removeIfDamaged(digest)
            }
        }
    }

    private func removeIfDamaged(_ digest: Digest) async throws(StoreError) -> BlobCheck {
        let found = try await check(digest)
        switch found {
        case .sound, .absent: break
        case .damaged: try calls.remove(paths.blob(digest))
        case .notFile: try calls.removeAny(paths.blob(digest))
        }
        return found
    }
}
