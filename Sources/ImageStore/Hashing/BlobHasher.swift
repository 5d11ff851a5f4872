import Dispatch
import ImageModel
import Scheduling
import Synchronization

/// Hashes one blob during its download: it reads the contiguous bytes back from the file while later bytes still arrive.
///
/// The page cache is the buffer between writer and hasher, and the verified bytes are those in the file. Each hasher works
/// on a serial queue; these queues share one concurrent queue, so at most as many hash at once as the machine has cores.
package actor BlobHasher {
    private static let sharedQueue = DispatchQueue(label: "resolve.hashing", attributes: .concurrent)
    /// The number of bytes that one blob hashes before another gets its turn.
    private static let turn: Int64 = 4 << 20

    private nonisolated let executor: QueueExecutor
    private nonisolated let target: Atomic<Int64>
    private nonisolated let hashed = Atomic<Int64>(0)
    private nonisolated let isScheduled = Atomic<Bool>(false)
    private let digest: Digest
    private let size: Int64
    private let path: String
    private var file: HashingFile?
    private var failure: StoreError?

    /// Runs the hasher's jobs on its queue.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens the file at `path` to hash its first `size` bytes.
    init(
        of path: String, expecting digest: Digest, size: Int64, through calls: any FileSystemCalls
    ) throws(StoreError) {
        let file = try HashingFile(path, algorithm: digest.algorithm, through: calls)
        executor = QueueExecutor(label: "resolve.hash", target: Self.sharedQueue)
        target = Atomic(0)
        self.digest = digest
        self.size = size
        self.path = path
        self.file = consume file
    }

    /// Hashes bytes 0..<`offset`, which are in the file and no longer change, in the background.
    ///
    /// Any thread may call this after every write: it sets a number, and wakes the hasher if that is idle.
    package nonisolated func advance(to offset: Int64) {
        let offset = min(offset, size)
        let (previous, _) = target.max(offset, ordering: .sequentiallyConsistent)
        guard previous < offset else { return }
        wake()
    }

    /// The offset before which all bytes are hashed.
    package nonisolated var front: Int64 { hashed.load(ordering: .relaxed) }

    /// Hashes the rest of the blob and compares the digest; called once, when every byte is in the file.
    package func finish() async throws(StoreError) -> HashVerdict {
        target.store(size, ordering: .sequentiallyConsistent)
        while failure == nil, file != nil, front < size {
            guard !Task.isCancelled else { throw .cancelled }
            hashTurn()
            // Lets another blob's queue, and this actor's own pending jobs, run.
            await Task.yield()
        }
        if let failure { throw failure }
        guard let file = file.take() else { throw .ended(path: path) }
        let actual = try file.finish()
        guard actual == digest else { return .differs(actual: actual) }
        return .matches(VerifiedBlob(digest: digest, size: size, path: path))
    }

    /// Schedules a turn, unless one is already waiting on the queue.
    private nonisolated func wake() {
        guard !isScheduled.exchange(true, ordering: .sequentiallyConsistent) else { return }
        executor.queue.async {
            self.assumeIsolated { hasher in
                // Reset before the work, not after: a write from here on schedules another turn, so none is missed.
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
    }
}

/// Whether the bytes in the file have the expected digest.
package enum HashVerdict: Hashable, Sendable {
    /// They do; the value is the proof that a commit requires.
    case matches(VerifiedBlob)
    /// They do not: their digest is `actual`.
    case differs(actual: Digest)
}

/// The proof that all bytes of an ingest were hashed and have the expected digest.
///
/// Only a ``BlobHasher`` or a ``PassingHash`` makes it, and an ``Ingest`` commits nothing without it.
package struct VerifiedBlob: Hashable, Sendable {
    /// The digest of the bytes.
    package let digest: Digest
    /// The number of bytes.
    package let size: Int64
    /// The path of the part.
    let path: String
}

/// The hash of a file's bytes from its start, read from the file block by block.
///
/// It has its own descriptor, open for reading only.
struct HashingFile: ~Copyable {
    /// The number of bytes read at once: 64 KiB are as fast as 256 KiB, and six blobs are in progress at a time.
    static let blockSize = 64 << 10

    /// The offset before which all bytes are hashed.
    private(set) var front: Int64 = 0
    private let file: OpenFile
    private let calls: any FileSystemCalls
    private var hasher: DigestHasher
    private var block: [UInt8] = []

    /// Opens the file at `path`, and has hashed no byte yet.
    init(_ path: String, algorithm: DigestAlgorithm, through calls: any FileSystemCalls) throws(StoreError) {
        let hasher = try DigestHasher(algorithm)
        let file = try OpenFile(path, for: .read, through: calls)
        self.calls = calls
        self.hasher = hasher
        self.file = file
    }

    /// Hashes the next block, at most up to `target`, which must not be before ``front``.
    ///
    /// - Throws: ``StoreError/wrongSize(path:expected:actual:)`` if the file ends before `target`.
    mutating func advance(towards target: Int64) throws(StoreError) {
        let wanted = Int(min(target - front, Int64(Self.blockSize)))
        // Allocated here and not in init: a hasher that waits for its first byte holds no memory.
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

    /// Ends the hash and returns the digest of bytes 0..<``front``.
    consuming func finish() throws(StoreError) -> Digest {
        try hasher.finish()
    }
}
