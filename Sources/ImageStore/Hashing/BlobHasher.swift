import Dispatch
import ImageModel
import QueueExecutor
import Synchronization

/// Hashes one blob behind its writer: it reads back from the file what is contiguous, while later bytes still arrive.
///
/// The page cache is the buffer between the two, and what is verified is what is in the file. Each hasher works on a serial
/// queue; all of them share one concurrent queue, so as many hash at once as the machine has cores.
package actor BlobHasher {
    private static let sharedQueue = DispatchQueue(label: "resolve.hashing", attributes: .concurrent)
    /// How many bytes one blob may hash before another gets its turn.
    private static let turn: Int64 = 4 << 20

    private nonisolated let executor: QueueExecutor
    private nonisolated let target: Atomic<Int64>
    private nonisolated let hashed = Atomic<Int64>(0)
    private nonisolated let isScheduled = Atomic<Bool>(false)
    private nonisolated let progress: (@Sendable (Int64) -> Void)?
    private let digest: Digest
    private let size: Int64
    private let path: String
    private var file: HashingFile?
    private var failure: StoreError?

    /// Runs the hasher's jobs on its queue.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens the file at `path` for a hash of its first `size` bytes.
    init(
        of path: String, expecting digest: Digest, size: Int64, progress: (@Sendable (Int64) -> Void)?,
        through calls: any FileSystemCalls
    ) throws(StoreError) {
        let file = try HashingFile(path, algorithm: digest.algorithm, through: calls)
        executor = QueueExecutor(label: "resolve.hash", target: Self.sharedQueue)
        target = Atomic(0)
        self.progress = progress
        self.digest = digest
        self.size = size
        self.path = path
        self.file = consume file
    }

    /// Says that bytes 0..<`offset` are in the file and will not change; hashes them in the background.
    ///
    /// Any thread may call it, for every write: it sets a number, and wakes the hasher where that sleeps.
    package nonisolated func advance(to offset: Int64) {
        let offset = min(offset, size)
        let (previous, _) = target.max(offset, ordering: .sequentiallyConsistent)
        guard previous < offset else { return }
        wake()
    }

    /// How many bytes are hashed: all before this offset.
    package nonisolated var front: Int64 { hashed.load(ordering: .relaxed) }

    /// Hashes what is left up to the blob's size, and compares; to be called once, when every byte is in the file.
    package func finish() async throws(StoreError) -> HashVerdict {
        target.store(size, ordering: .sequentiallyConsistent)
        while failure == nil, file != nil, front < size {
            guard !Task.isCancelled else { throw .cancelled }
            hashTurn()
            // Another blob's queue has its turn here, and this one's own waiting jobs.
            await Task.yield()
        }
        if let failure { throw failure }
        guard let file = file.take() else { throw .ended(path: path) }
        let actual = try file.finish()
        guard actual == digest else { return .differs(actual: actual) }
        return .matches(VerifiedBlob(digest: digest, size: size, path: path))
    }

    /// At most one turn waits on the queue at a time, however often a writer calls.
    private nonisolated func wake() {
        guard !isScheduled.exchange(true, ordering: .sequentiallyConsistent) else { return }
        executor.queue.async {
            self.assumeIsolated { hasher in
                // Before the work, not after: what a writer adds from here on wakes again, so nothing is missed.
                hasher.isScheduled.store(false, ordering: .sequentiallyConsistent)
                hasher.hashTurn()
                if hasher.canAdvance { hasher.wake() }
            }
        }
    }

    private var canAdvance: Bool {
        failure == nil && file != nil && front < target.load(ordering: .sequentiallyConsistent)
    }

    private func hashTurn() {
        let start = front
        while canAdvance, front - start < Self.turn {
            do throws(StoreError) {
                try file?.advance(towards: target.load(ordering: .sequentiallyConsistent))
                hashed.store(file?.front ?? front, ordering: .relaxed)
            } catch {
                failure = error
            }
        }
        if front > start || failure != nil { progress?(front) }
    }
}

/// Whether what is in the file is what was asked for.
package enum HashVerdict: Hashable, Sendable {
    /// It is; the value is what a commit asks for.
    case matches(VerifiedBlob)
    /// It is not: the bytes have the digest `actual`.
    case differs(actual: Digest)
}

/// The proof that the bytes of an ingest were hashed from the file, to their last one, and are what was asked for.
///
/// Only a ``BlobHasher`` makes one, and an ``Ingest`` commits nothing without it.
package struct VerifiedBlob: Hashable, Sendable {
    /// The digest of the bytes.
    package let digest: Digest
    /// How many there are.
    package let size: Int64
    /// The file that was read.
    let path: String
}

/// The hash of a file's bytes from its start, read back from the file block by block.
///
/// It has a descriptor of its own, open for reading only, so it can do the file no harm.
struct HashingFile: ~Copyable {
    /// How much is read at once, in bytes: 64 KiB are as fast as the 256 of DESIGN.md section 3, and six blobs are under way.
    static let blockSize = 64 << 10

    /// How many bytes are hashed: all before this offset.
    private(set) var front: Int64 = 0
    private let file: OpenFile
    private let calls: any FileSystemCalls
    private var hasher: DigestHasher
    private var block: [UInt8] = []

    /// Opens the file at `path`, and hashes nothing yet.
    init(_ path: String, algorithm: DigestAlgorithm, through calls: any FileSystemCalls) throws(StoreError) {
        let hasher = try DigestHasher(algorithm)
        let file = try OpenFile(path, for: .read, through: calls)
        self.calls = calls
        self.hasher = hasher
        self.file = file
    }

    /// Hashes the next block, at most up to `target`, which must not lie before ``front``.
    ///
    /// - Throws: ``StoreError/wrongSize(path:expected:actual:)`` where the file ends before `target`.
    mutating func advance(towards target: Int64) throws(StoreError) {
        let wanted = Int(min(target - front, Int64(Self.blockSize)))
        // Made here and not in init: a hasher that waits for its first byte holds no memory.
        if block.count < wanted { block = [UInt8](repeating: 0, count: wanted) }
        let (calls, descriptor, offset) = (calls, file.descriptor, front)
        let count = try block.withUnsafeMutableBufferPointer { (buffer) throws(StoreError) in
            let part = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<wanted])
            let count = try calls.read(descriptor, into: part, at: offset)
            try hasher.update(UnsafeRawBufferPointer(rebasing: part[..<count]))
            return count
        }
        guard count > 0 else { throw .wrongSize(path: descriptor.path, expected: target, actual: front) }
        front += Int64(count)
    }

    /// Ends the hash and gives the digest of bytes 0..<``front``.
    consuming func finish() throws(StoreError) -> Digest {
        try hasher.finish()
    }
}
