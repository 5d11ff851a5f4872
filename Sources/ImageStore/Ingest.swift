import ImageModel
import QueueExecutor

/// One blob under way: the file that its bytes are written to, and the only way from there to its final name.
///
/// It has one owner, who ends it once by ``commit(_:)``, ``discard()`` or ``keepForResume(_:)``. An owner that just goes away
/// leaves what a killed process leaves: a part that the next ingest of the blob resumes.
package actor Ingest {
    /// The blob.
    package nonisolated let digest: Digest
    /// How many bytes it has.
    package nonisolated let size: Int64
    /// What an earlier process left: it is on the disk, and has yet to be hashed.
    package nonisolated let resumed: RangeSet<Int64>
    /// Whether others wait for this ingest and can resume it; if not, the part is this process's alone.
    package nonisolated let isShared: Bool

    /// The file that is written to, for the store's own writes.
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

    /// Runs the ingest's jobs on a queue of its own: they wait for the disk.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Takes over a part that is to become the file at `blobPath`.
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

    /// The number of the file to write to, with pwrite(2).
    ///
    /// It is valid until the ingest ends: every transfer of the blob must have ended before that.
    package nonisolated var writer: Int32 { file.number }

    /// How many bytes from the blob's start on need not be fetched.
    package nonisolated var resumableFrom: Int64 { resumed.prefixEnd }

    /// Makes the hasher of this blob, which begins with what is resumed; there is none for an ingest that has ended.
    package nonisolated func makeHasher(
        progress: (@Sendable (Int64) -> Void)? = nil
    ) throws(StoreError) -> BlobHasher {
        let hasher = try BlobHasher(of: paths.part, expecting: digest, size: size, progress: progress, through: calls)
        hasher.advance(to: resumableFrom)
        return hasher
    }

    /// Has the system begin to write a range to the disk; any thread may call it, and goes on at once.
    package nonisolated func startWriteback(of range: Range<Int64>) {
        executor.queue.async {
            self.assumeIsolated { ingest in
                // After the end the number may be another file's.
                guard ingest.phase == .writing, !range.isEmpty else { return }
                let length = Int64(range.count)
                ingest.calls.startWriteback(of: ingest.file, offset: range.lowerBound, length: length)
            }
        }
    }

    /// Has ranges, every byte of which is written, noted as durable in the background; any thread may call it, and goes on
    /// at once.
    ///
    /// It is for the process that is killed: who ends its ingest notes what is durable by that.
    package nonisolated func startNoting(_ ranges: RangeSet<Int64>) {
        executor.queue.async {
            self.assumeIsolated { ingest in
                guard ingest.phase == .writing, ingest.isShared else { return }
                // The ingest remembers a sync that failed; a state that has no room leaves the last one, which is true.
                try? ingest.noteDurable(ranges)
            }
        }
    }

    /// Waits until `ranges`, every byte of which is written, are on the disk, and notes that for whoever resumes.
    ///
    /// After an error of the sync itself nothing of the part is trusted any more: the system may drop what it could not
    /// write and report it once only.
    package func noteDurable(_ ranges: RangeSet<Int64>) throws(StoreError) {
        try checkOpen()
        guard phase == .writing else { throw .ended(path: paths.part) }
        try sync(file)
        durable.formUnion(ranges.intersection(RangeSet(0..<size)))
        guard let path = paths.state, let replacement = paths.stateReplacement else { return }
        let state = IngestState(size: size, durable: durable, source: source)
        try calls.replace(path, with: state.encoded(), through: replacement)
    }

    /// Gives the part the blob's name, whole and read-only, and frees the lock; after an error the ingest is still to be ended.
    ///
    /// The name itself is durable when an index lists the blob: ``ImageStore/addEntries(_:replacing:)`` sees to that, once for
    /// many blobs.
    package func commit(_ verified: VerifiedBlob) throws(StoreError) {
        precondition(verified.path == paths.part && verified.digest == digest, "the proof is another ingest's")
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

    /// Removes the part, because what is in it is wrong, and frees the lock.
    package func discard() throws(StoreError) {
        guard phase != .ended else { throw .ended(path: paths.part) }
        defer { end() }
        try OpenPart.remove(paths, through: calls)
    }

    /// Leaves the part to whoever fetches the blob next, and frees the lock.
    ///
    /// `ranges` are noted as durable first. The room behind the last durable byte is given back; a part without a durable
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
        /// A commit has begun, and has failed if the ingest is still in this phase.
        case closed
        /// The files are gone, or somebody else's.
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
