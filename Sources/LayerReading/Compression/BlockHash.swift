import Dispatch
import ImageModel
import ImageStore
import Synchronization

/// The running hash of uncompressed blocks, on a queue of its own: it takes half as long as decoding does, which goes on
/// meanwhile on the caller's thread.
final class BlockHash {
    private struct State: ~Copyable {
        var hasher: DigestHasher?
        var failure: StoreError?

        mutating func update(_ bytes: UnsafeRawBufferPointer) {
            guard failure == nil else { return }
            do throws(StoreError) { try hasher?.update(bytes) } catch { failure = error }
        }

        mutating func finish() throws(StoreError) -> Digest {
            if let failure { throw failure }
            guard let hasher = hasher.take() else { throw .hashing(function: "EVP_DigestFinal_ex") }
            return try hasher.finish()
        }
    }

    private final class Owner: Sendable {
        // A lock: the queue's jobs follow one another, but on different threads.
        let state: Mutex<State>

        init(_ algorithm: DigestAlgorithm) throws(StoreError) {
            let hasher = try DigestHasher(algorithm)
            state = Mutex(State(hasher: hasher))
        }
    }

    private let owner: Owner
    /// A serial queue without a target always gets a thread, also while all of the concurrent queues' threads wait for it.
    private let queue = DispatchQueue(label: "resolve.layer-hash")

    /// The hash of no bytes yet.
    init(_ algorithm: DigestAlgorithm) throws(StoreError) {
        owner = try Owner(algorithm)
    }

    /// Hashes the next bytes, which must stay as they are until the job has been waited for.
    func update(_ bytes: UnsafeRawBufferPointer) -> DispatchWorkItem {
        // Numbers, since the caller owns the memory, and waits for the job before it uses that again.
        let (address, count, owner) = (Int(bitPattern: bytes.baseAddress), bytes.count, owner)
        let job = DispatchWorkItem {
            let bytes = UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count)
            owner.state.withLock { $0.update(bytes) }
        }
        queue.async(execute: job)
        return job
    }

    /// The digest of all bytes, after their jobs; may be called once.
    func finish() throws(StoreError) -> Digest {
        queue.sync {}
        return try owner.state.withLock { (state) throws(StoreError) in try state.finish() }
    }
}
