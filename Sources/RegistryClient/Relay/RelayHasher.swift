import Dispatch
import ImageModel
import ImageStore
import Scheduling
import Synchronization

/// Hashes the bytes of one blob while they pass, on a queue of its own.
///
/// It keeps the hash of every ``pointBytes``, so that a copy that has to go back need not go back to the beginning.
actor CopyHasher {
    /// After how many bytes the hash so far is kept.
    static let pointBytes: Int64 = 16 << 20
    /// How many bytes wake it: each time costs a little.
    private static let wakingBytes: Int64 = 128 << 10
    private static let sharedQueue = DispatchQueue(label: "resolve.copy-hashing", attributes: .concurrent)

    private nonisolated let executor = QueueExecutor(label: "resolve.copy-hash", target: sharedQueue)
    private nonisolated let wokenTo = Atomic<Int64>(0)
    private nonisolated let buffer: CopyBuffer
    private nonisolated let size: Int64
    private let algorithm: DigestAlgorithm
    private var hasher: DigestHasher?
    private var hashed: Int64 = 0
    private var points: [HashPoint] = []
    private var block = [UInt8](repeating: 0, count: 128 << 10)
    private var failure: StoreError?

    /// Runs the hasher's jobs on its queue.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Hashes what comes into `buffer`.
    init(_ buffer: CopyBuffer, size: Int64, algorithm: DigestAlgorithm) throws(StoreError) {
        let hasher = try DigestHasher(algorithm)
        self.buffer = buffer
        self.size = size
        self.algorithm = algorithm
        self.hasher = consume hasher
    }

    /// Says that all bytes before `offset` are in the buffer; any thread may call it for every write.
    nonisolated func advance(to offset: Int64) {
        let woken = wokenTo.load(ordering: .relaxed)
        guard offset - woken >= Self.wakingBytes || offset == size else { return }
        wokenTo.store(offset, ordering: .relaxed)
        executor.queue.async { self.assumeIsolated { $0.hashWhatIsThere() } }
    }

    /// Goes back to where a hash was kept, at `offset` or before it, and begins the buffer anew there.
    func goBack(to offset: Int64) throws(StoreError) {
        failure = nil
        points.removeAll { $0.offset > offset }
        let fresh: DigestHasher
        if let point = points.last {
            fresh = try point.hasher.copy()
            hashed = point.offset
        } else {
            fresh = try DigestHasher(algorithm)
            hashed = 0
        }
        hasher = consume fresh
        wokenTo.store(hashed, ordering: .relaxed)
        buffer.restart(at: hashed, readingFrom: offset)
    }

    /// Ends the hash, of which all bytes must be in the buffer, and gives the digest; `nil` where it has been given.
    func finish() throws(StoreError) -> Digest? {
        hashWhatIsThere()
        if let failure { throw failure }
        guard hashed == size, let hasher = hasher.take() else { return nil }
        return try hasher.finish()
    }

    private func hashWhatIsThere() {
        do throws(StoreError) {
            while failure == nil, hasher != nil {
                let room = min(Int64(block.count), Self.pointBytes - hashed % Self.pointBytes)
                let count = try block.withUnsafeMutableBufferPointer { (block) throws(StoreError) in
                    let part = UnsafeMutableRawBufferPointer(
                        rebasing: UnsafeMutableRawBufferPointer(block)[..<Int(room)])
                    let count = buffer.nextToHash(into: part)
                    try hasher?.update(UnsafeRawBufferPointer(rebasing: part[..<count]))
                    return count
                }
                guard count > 0 else { return }
                hashed += Int64(count)
                if hashed % Self.pointBytes == 0, let copy = try hasher?.copy() {
                    points.append(HashPoint(offset: hashed, hasher: copy))
                }
            }
        } catch {
            failure = error
        }
    }
}

/// The hash of a blob's beginning.
final class HashPoint {
    /// How many bytes it is of.
    let offset: Int64
    /// The hash, which nobody continues: copies of it are.
    let hasher: DigestHasher

    /// Keeps a hash.
    init(offset: Int64, hasher: consuming DigestHasher) {
        self.offset = offset
        self.hasher = hasher
    }
}
