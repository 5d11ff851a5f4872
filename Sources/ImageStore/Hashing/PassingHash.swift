import ErrorMapping
import ImageModel
import Synchronization

/// The hash of a new blob's bytes as they are written to its part, in order from the first one.
///
/// A block is hashed right after its write, while it is still in the processor's cache: for a blob of 3 MiB that takes a tenth
/// less processor time than reading it back, and no other thread is woken. A blob that is resumed, or arrives in several
/// ranges, is hashed by a ``BlobHasher`` from the file.
package final class PassingHash: Sendable {
    private struct State: ~Copyable {
        var hasher: DigestHasher?
        var end: Int64 = 0
        var failure: StoreError?

        /// Hashes bytes that follow those before; others end the hash, since it cannot be of the whole blob any more.
        mutating func update(_ bytes: UnsafeRawBufferPointer, at offset: Int64) {
            guard offset == end else {
                hasher = nil
                return
            }
            do throws(StoreError) {
                try hasher?.update(bytes)
                end += Int64(bytes.count)
            } catch {
                failure = error
            }
        }

        /// The digest, if `size` bytes were hashed; the state is spent.
        mutating func finish(size: Int64) -> Result<Digest, StoreError>? {
            if let failure { return .failure(failure) }
            guard end == size, let hasher = hasher.take() else { return nil }
            do throws(StoreError) {
                return .success(try hasher.finish())
            } catch {
                return .failure(error)
            }
        }
    }

    // A lock: one response follows the other, but each may arrive on another loop's thread.
    private let state: Mutex<State>
    private let digest: Digest
    private let size: Int64
    private let path: String

    /// A hash of no bytes yet, for the part at `path`.
    init(expecting digest: Digest, size: Int64, path: String) throws(StoreError) {
        let hasher = try DigestHasher(digest.algorithm)
        state = Mutex(State(hasher: hasher))
        self.digest = digest
        self.size = size
        self.path = path
    }

    /// Hashes bytes that were written to the part at `offset`.
    package func update(_ bytes: UnsafeRawBufferPointer, at offset: Int64) {
        state.withLock { $0.update(bytes, at: offset) }
    }

    /// Whether the bytes have the expected digest; `nil` if not all of them passed in order, and the file must be read.
    package func finish() throws(StoreError) -> HashVerdict? {
        guard let result = state.withLock({ $0.finish(size: size) }) else { return nil }
        let actual = try result.get()
        guard actual == digest else { return .differs(actual: actual) }
        return .matches(VerifiedBlob(digest: digest, size: size, path: path))
    }
}
