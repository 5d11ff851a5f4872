import ImageModel

extension ImageStore {
    /// Begins the download of a blob of `size` bytes: takes its lock, checks again that it is absent, and opens its part.
    ///
    /// `source` describes for people where the bytes come from. While another process downloads the blob, this waits as
    /// `waiting` says; if the other process makes no progress for too long, the blob is downloaded to a private part.
    /// - Throws: a ``StoreError`` that ``StoreError/isFull`` if the disk has no space for the blob, before its first byte.
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

    /// Opens the part of a blob, on the disk's threads; `nil` if the blob is already present.
    func openPart(
        _ digest: Digest, size: Int64, waiting: IngestWaiting, existing: ExistingBlob, remains: OpenPart.Remains
    ) async throws(StoreError) -> OpenPart? {
        if existing == .keep, contains(digest, size: size) { return nil }
        try calls.makeFolders(paths.blobFolder(digest.algorithm))
        let files = paths.ingestFiles(digest)
        let wait = LockWait(patience: waiting.patience, watched: files.part, started: waiting.started)
        switch try await lock(files, wait) {
        case .taken(let lock):
            // After a wait, the other process has probably completed the blob.
            if existing == .keep, contains(digest, size: size) { return nil }
            return try OpenPart(files, size: size, lock: lock, remains: remains, through: calls)
        case .held: break
        case .unsupported: break
        }
        let ownFiles = IngestPaths(privateFor: digest, in: paths.ingest)
        return try OpenPart(ownFiles, size: size, lock: nil, remains: remains, through: calls)
    }

    /// Takes the lock of `files`, in a folder that another process may remove at any time.
    func lock(_ files: IngestPaths, _ wait: LockWait) async throws(StoreError) -> FileLock.Attempt {
        try await wait.take(files, through: calls)
    }
}

extension ImageStore {
    /// The bytes allocated on the disk for a blob's part, which an interrupted pull left; 0 without a part.
    package func partBytes(_ digest: Digest) -> Int64 {
        (try? calls.status(at: paths.ingestFiles(digest).part))?.allocatedBytes ?? 0
    }

    /// The bytes of a blob that the next pull need not fetch, because an interrupted one left them; 0 without a part.
    package func resumableBytes(_ blob: Descriptor) -> Int64 {
        let files = paths.ingestFiles(blob.digest)
        guard let part = try? calls.status(at: files.part) else { return 0 }
        return OpenPart.durableRanges(files, part, size: blob.size, through: calls).byteCount
    }

    /// Whether files at both paths, which need not exist, would be on one file system.
    package static func areLinkable(_ path: String, _ other: String) -> Bool {
        let devices = [path, other].map { path in
            ((try? PosixFileSystem().nearest(to: path)) ?? nil)?.status.device
        }
        return devices[0] != nil && devices[0] == devices[1]
    }
}

/// The result of beginning a download.
package enum IngestOutcome: Sendable {
    /// The store already has the blob.
    case alreadyPresent
    /// The caller downloads the blob, with this ingest.
    case ingest(Ingest)
}

/// How to wait while another process, or another task, downloads the same blob.
package struct IngestWaiting: Sendable {
    /// At most two minutes without progress, and no notification.
    package static let standard = IngestWaiting()

    /// How long the other process may make no progress before the wait ends.
    package var patience: Duration
    /// Called once, when the wait begins.
    package var started: (@Sendable () -> Void)?

    /// A wait that ends after `patience` without progress.
    package init(patience: Duration = .seconds(120), started: (@Sendable () -> Void)? = nil) {
        self.patience = patience
        self.started = started
    }
}

/// What to do with a blob that is already present.
package enum ExistingBlob: Hashable, Sendable {
    /// Keep it: it has the right size, and was verified when it was added.
    case keep
    /// Download it again and replace it, because it is damaged.
    case replace
}
