import ImageModel
import Scheduling

/// One blob in progress: the file that its bytes are written to, and the only way from there to its final name.
///
/// It has one owner, which ends it once by ``commit(_:)``, ``discard()`` or ``keepForResume(_:)``. An owner that goes away
/// without that leaves the same files as a killed process: a part that the next ingest of the blob resumes.
package actor Ingest {
    /// The digest of the blob.
    package nonisolated let digest: Digest
    /// The size of the blob, in bytes.
    package nonisolated let size: Int64
    /// The ranges that an earlier process left: on the disk, but not hashed yet.
    package nonisolated let resumed: RangeSet<Int64>
    /// Whether other processes wait for this ingest and can resume it; if not, the part is private.
    package nonisolated let isShared: Bool

    /// The file to write to, for the store's own writes.
    nonisolated let file: FileDescriptor
    private nonisolated let executor = QueueExecutor(label: "resolve.ingest", target: DiskExecutor.shared.queue)
    private nonisolated let calls: any FileSystemCalls
    private nonisolated let paths: IngestPaths
    private let blobPath: String
    private let source: String
    private var part: OpenPart?
    private var phase = Phase.writing
    private var durable: RangeSet<Int64>
    private var failure: StoreError?

    /// Runs the ingest's jobs, which wait for the disk, on its own queue.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// An ingest of a part that is to become the file at `blobPath`.
    init(
        _ digest: Digest, size: Int64, source: String, part: consuming OpenPart, blobPath: String,
        through calls: any FileSystemCalls
    ) {
        self.digest = digest
        self.size = size
        self.source = source
        paths = part.files
        self.blobPath = blobPath
        self.calls = calls
        isShared = paths.state != nil
        resumed = part.durable
        durable = part.durable
        file = part.writing
        self.part = consume part
    }

    /// The descriptor to write to, with pwrite(2).
    ///
    /// It is valid until the ingest ends; every transfer of the blob must end before that.
    package nonisolated var writer: Int32 { file.number }

    /// The path of the part, for readers that follow it.
    package nonisolated var partPath: String { paths.part }

    /// The number of bytes at the blob's start that need not be downloaded.
    package nonisolated var resumableFrom: Int64 { resumed.prefixEnd }

    /// Makes the hash of bytes on their way to the part, which must be new.
    package nonisolated func makePassingHash() throws(StoreError) -> PassingHash {
        try PassingHash(expecting: digest, size: size, path: paths.part)
    }

    /// Makes the hasher of this blob, which starts with the resumed bytes; fails if the ingest has ended.
    package nonisolated func makeHasher() throws(StoreError) -> BlobHasher {
        let hasher = try BlobHasher(of: paths.part, expecting: digest, size: size, through: calls)
        hasher.advance(to: resumableFrom)
        return hasher
    }

    /// Makes the system start writing a range to the disk; returns at once, on any thread.
    package nonisolated func startWriteback(of range: Range<Int64>) {
        executor.queue.async {
            self.assumeIsolated { ingest in
                // After the end the descriptor may be another file's.
                guard ingest.phase == .writing, !range.isEmpty else { return }
                let length = Int64(range.count)
                ingest.calls.startWriteback(of: ingest.file, offset: range.lowerBound, length: length)
            }
        }
    }

    /// Records completely written ranges as durable, in the background; returns at once, on any thread.
    ///
    /// The record matters if the process is killed; an ingest that ends in order records its durable ranges then.
    package nonisolated func startNoting(_ ranges: RangeSet<Int64>) {
        executor.queue.async {
            self.assumeIsolated { ingest in
                guard ingest.phase == .writing, ingest.isShared else { return }
                // The ingest remembers a failed sync; a state that cannot be written leaves the last one, which is still true.
                try? ingest.noteDurable(ranges)
            }
        }
    }

    /// Flushes completely written `ranges` to the disk, and records them for a later resumption.
    ///
    /// After a failed sync nothing in the part is trusted: the system may drop the bytes it could not write, and report
    /// that only once.
    package func noteDurable(_ ranges: RangeSet<Int64>) throws(StoreError) {
        try checkOpen()
        guard phase == .writing else { throw .ended(path: paths.part) }
        try sync(file)
        durable.formUnion(ranges.intersection(RangeSet(0..<size)))
        guard let path = paths.state, let replacement = paths.stateReplacement else { return }
        let state = IngestState(size: size, durable: durable, source: source)
        try calls.replace(path, with: state.encoded(), through: replacement)
    }

    /// Renames the complete, read-only part to the blob's name, and frees the lock; after an error the caller must still end
    /// the ingest.
    ///
    /// ``ImageStore/addEntries(_:replacing:)`` makes the name durable, once for many blobs, before the index lists them.
    package func commit(_ verified: VerifiedBlob) throws(StoreError) {
        precondition(verified.path == paths.part && verified.digest == digest, "the proof belongs to another ingest")
        try checkOpen()
        phase = .closed
        do throws(StoreError) {
            try part?.commit(as: blobPath, size: size, through: calls)
        } catch {
            if case .system(.syncing, _, _) = error { failure = error }
            throw error
        }
        end()
    }

    /// Removes the part, because its bytes are wrong, and frees the lock.
    package func discard() throws(StoreError) {
        guard phase != .ended else { throw .ended(path: paths.part) }
        defer { end() }
        try OpenPart.remove(paths, through: calls)
    }

    /// Leaves the part for the next ingest of the blob, and frees the lock.
    ///
    /// First `ranges` are recorded as durable. The space after the last durable byte is freed; a part without a durable
    /// byte is removed.
    package func keepForResume(_ ranges: RangeSet<Int64> = RangeSet()) throws(StoreError) {
        guard phase != .ended else { throw .ended(path: paths.part) }
        defer { end() }
        if !ranges.isEmpty { try noteDurable(ranges) }
        if durable.isEmpty || !isShared {
            try OpenPart.remove(paths, through: calls)
        } else if phase == .writing {
            try calls.setLength(of: file, to: durable.end)
        }
    }

    private enum Phase {
        /// Bytes may be written.
        case writing
        /// A commit has begun; it has failed if the ingest stays in this phase.
        case closed
        /// The files are gone, or belong to another ingest.
        case ended
    }

    private func checkOpen() throws(StoreError) {
        if let failure { throw failure }
        guard phase != .ended else { throw .ended(path: paths.part) }
    }

    /// Closes what is open, and frees the lock.
    private func end() {
        phase = .ended
        part = nil
    }

    private func sync(_ file: FileDescriptor) throws(StoreError) {
        do throws(StoreError) {
            try calls.syncData(of: file)
        } catch {
            failure = error
            throw error
        }
    }
}
