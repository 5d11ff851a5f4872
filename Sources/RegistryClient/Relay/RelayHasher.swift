import Dispatch
import ImageModel
import ImageStore
import Scheduling
import Synchronization

/// Hashes the bytes of one blob while they pass, on a queue of its own.
///
/// It saves the hash every ``pointBytes``: an upload that has to go back need not restart at the beginning.
actor RelayHasher {
    /// The distance in bytes between two saved hashes.
    static let pointBytes: Int64 = 16 << 20
    /// The bytes between two wake-ups, which are not free.
    private static let wakingBytes: Int64 = 128 << 10
    private static let sharedQueue = DispatchQueue(label: "resolve.relay-hashing", attributes: .concurrent)

    private nonisolated let executor = QueueExecutor(label: "resolve.relay-hash", target: sharedQueue)
    private nonisolated let wokenTo = Atomic<Int64>(0)
    private nonisolated let buffer: RelayBuffer
    private nonisolated let size: Int64
    private let algorithm: DigestAlgorithm
    private var hasher: DigestHasher?
    private var hashed: Int64 = 0
    private var points: [HashPoint] = []
    private var block = [UInt8](repeating: 0, count: 128 << 10)
    private var failure: StoreError?

    /// Runs the hasher's jobs on its queue.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// A hasher of the bytes in `buffer`.
    init(_ buffer: RelayBuffer, size: Int64, algorithm: DigestAlgorithm) throws(StoreError) {
        let hasher = try DigestHasher(algorithm)
        self.buffer = buffer
        self.size = size
        self.algorithm = algorithm
        self.hasher = consume hasher
    }

    /// Announces that all bytes before `offset` are in the buffer; may be called on any thread, for every write.
    nonisolated func advance(to offset: Int64) {
        let woken = wokenTo.load(ordering: .relaxed)
        guard offset - woken >= Self.wakingBytes || offset == size else { return }
        wokenTo.store(offset, ordering: .relaxed)
        executor.queue.async { self.assumeIsolated { $0.hashAvailable() } }
    }

    /// Goes back to the last saved hash at or before `offset`, and restarts the buffer there.
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

    /// Ends the hash, whose bytes must all be in the buffer, and returns the digest; `nil` if it was returned before.
    func finish() throws(StoreError) -> Digest? {
        hashAvailable()
        if let failure { throw failure }
        guard hashed == size, let hasher = hasher.take() else { return nil }
        return try hasher.finish()
    }

    private func hashAvailable() {
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

/// The saved hash of the beginning of a blob.
private final class HashPoint {
    /// The number of bytes hashed.
    let offset: Int64
    /// The hash; only copies of it are continued.
    let hasher: DigestHasher

    /// Saves a hash.
    init(offset: Int64, hasher: consuming DigestHasher) {
        self.offset = offset
        self.hasher = hasher
    }
}
