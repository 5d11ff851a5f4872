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
            guard
                let part = try await openPart(digest, size: size, waiting: waiting, existing: existing, remains: .kept)
            else { return .alreadyPresent }
            return .ingest(
                Ingest(
                    digest, size: size, source: source, part: part, blobPath: paths.blob(digest), through: calls))
        }
    }

    /// Opens the part of a blob, on the disk's threads, where the blob is not here; `nil` where it is.
    func openPart(
        _ digest: Digest, size: Int64, waiting: IngestWaiting, existing: ExistingBlob, remains: OpenPart.Remains
    ) async throws(StoreError) -> OpenPart? {
        if existing == .keep, contains(digest, size: size) { return nil }
        try calls.makeFolders(paths.blobFolder(digest.algorithm))
        let files = paths.ingestFiles(digest)
        let wait = LockWait(patience: waiting.patience, watched: files.part, started: waiting.started)
        switch try await lock(files, wait) {
        case .taken(let lock):
            // Who waited, waited for somebody who fetched just this.
            if existing == .keep, contains(digest, size: size) { return nil }
            return try OpenPart(files, size: size, lock: lock, remains: remains, through: calls)
        case .held: break
        case .unsupported: break
        }
        let ownFiles = IngestPaths(privateFor: digest, in: paths.ingest)
        return try OpenPart(ownFiles, size: size, lock: nil, remains: remains, through: calls)
    }

    /// Takes the lock of some files, in a folder that another process may be clearing away.
    func lock(_ files: IngestPaths, _ wait: LockWait) async throws(StoreError) -> FileLock.Attempt {
        try await wait.take(files, through: calls)
    }
}

extension ImageStore {
    /// The bytes that a blob's part takes on the disk already, from a pull that was cut off; 0 where there is none.
    package func partBytes(_ digest: Digest) -> Int64 {
        (try? calls.status(at: paths.ingestFiles(digest).part))?.allocatedBytes ?? 0
    }
}

/// What became of the wish to fetch a blob.
package enum IngestOutcome: Sendable {
    /// The blob is here; there is nothing to do.
    case alreadyPresent
    /// It is the caller's to fetch.
    case ingest(Ingest)
}

/// How to wait while another process, or another task, fetches the same blob.
package struct IngestWaiting: Sendable {
    /// Two minutes without a byte, and nobody is told.
    package static let standard = IngestWaiting()

    /// How long the other may write nothing before its lock is waited for no more.
    package var patience: Duration
    /// Told once, when the wait begins.
    package var started: (@Sendable () -> Void)?

    /// A wait of at most `patience` without a sign of life.
    package init(patience: Duration = .seconds(120), started: (@Sendable () -> Void)? = nil) {
        self.patience = patience
        self.started = started
    }
}

/// What to do with a blob that is here already.
package enum ExistingBlob: Hashable, Sendable {
    /// Leave it: its size is right, and it was verified when it came.
    case keep
    /// Fetch it anew and replace it, because it was found to be damaged.
    case replace
}
