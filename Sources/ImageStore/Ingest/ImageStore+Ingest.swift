import ImageModel

extension ImageStore {
    /// Begins to fetch a blob of `size` bytes, where it is not here: takes its lock, looks again, and opens its part.
    ///
    /// `source` says, for people, where the bytes come from. While another process fetches the blob, this waits as
    /// `waiting` says; one that writes nothing for too long is waited for no more, and the blob is fetched beside it.
    /// - Throws: a ``StoreError`` that ``StoreError/isFull`` where the disk has no room for the blob, before its first byte.
    package func beginIngest(
        _ digest: Digest, size: Int64, source: String, waiting: IngestWaiting = .standard,
        existing: ExistingBlob = .keep
    ) async throws(StoreError) -> IngestOutcome {
        try await DiskExecutor.run { () async throws(StoreError) in
            if existing == .keep, contains(digest, size: size) { return .alreadyThere }
            try calls.makeFolders(paths.blobFolder(digest.algorithm))
            let files = paths.ingestFiles(digest)
            let wait = LockWait(patience: waiting.patience, watched: files.part, started: waiting.started)
            switch try await lock(files, wait) {
            case .taken(let lock):
                // Who waited, waited for somebody who fetched just this.
                if existing == .keep, contains(digest, size: size) { return .alreadyThere }
                return .ingest(try open(digest, size: size, source: source, files: files, lock: lock))
            case .held: break
            case .unsupported: break
            }
            let ownFiles = IngestPaths(privateFor: digest, in: paths.ingest)
            return .ingest(try open(digest, size: size, source: source, files: ownFiles, lock: nil))
        }
    }

    /// Takes the lock of some files, in a folder that another process may be clearing away.
    func lock(_ files: IngestPaths, _ wait: LockWait) async throws(StoreError) -> FileLock.Attempt {
        for _ in 0..<Self.folderTries {
            do throws(StoreError) {
                return try await wait.take(files.lock, through: calls)
            } catch {
                guard let code = error.systemCode, SystemCode.isMissing(code) else { throw error }
                try calls.makeFolders(files.folder)
            }
        }
        return try await wait.take(files.lock, through: calls)
    }

    /// Each try fails only if another process ends a pull in the moment between making and using the folder.
    private static let folderTries = 16

    private func open(
        _ digest: Digest, size: Int64, source: String, files: IngestPaths, lock: consuming FileLock?
    ) throws(StoreError) -> Ingest {
        let part = try OpenPart(files, size: size, lock: lock, through: calls)
        return Ingest(
            digest, size: size, source: source, part: part, paths: files, blobPath: paths.blob(digest), through: calls)
    }
}
