import ErrorMapping
import ImageModel
import ImageStore
import Synchronization

/// The blobs that a store has by now, for work that uses them while others are still fetched.
///
/// A lock guards the state, because blobs arrive on any thread.
final class BlobArrivals: Sendable {
    private struct State {
        var arrived: Set<Digest> = []
        var isOver = false
        var waiting: [Digest: [CheckedContinuation<Bool, Never>]] = [:]
    }

    /// The two things that go on at once.
    private enum Part<Value: Sendable>: Sendable {
        case fetched(Result<Value, ResolverError>)
        case used(Result<Void, ResolverError>)
    }

    private let state = Mutex(State())
    /// The blobs that can be read while they arrive.
    let growing: [Digest: GrowingBlob]

    private init(_ growing: [Digest: GrowingBlob]) {
        self.growing = growing
    }

    /// Runs `fetch`, which passes on the digest of each blob that has arrived and the bytes of `growing` blobs, and `work`
    /// meanwhile. Returns what was fetched; the first failure ends both.
    static func run<Value: Sendable>(
        growing: [Digest: GrowingBlob] = [:],
        _ fetch:
            @escaping @Sendable (_ report: @escaping @Sendable (Digest) -> Void) async throws(ResolverError) -> Value,
        _ work: @escaping @Sendable (BlobArrivals) async throws(ResolverError) -> Void
    ) async throws(ResolverError) -> Value {
        let arrivals = BlobArrivals(growing)
        var value: Value?
        var failure: ResolverError?
        await withTaskGroup(of: Part<Value>.self) { group in
            group.addTask {
                let result = await outcome { () async throws(ResolverError) in
                    try await fetch { arrivals.add($0) }
                }
                arrivals.end()
                return .fetched(result)
            }
            group.addTask {
                .used(await outcome { () async throws(ResolverError) in try await work(arrivals) })
            }
            for await part in group {
                switch part {
                case .fetched(.success(let fetched)): value = fetched
                case .used(.success): break
                case .fetched(.failure(let error)), .used(.failure(let error)):
                    // The work of a pull that has failed is interrupted, and may end before it.
                    if failure == nil || failure?.kind == .interrupted { failure = error }
                    group.cancelAll()
                    arrivals.end()
                }
            }
        }
        if let failure { throw failure }
        guard let value else { throw .interrupted }
        return value
    }

    /// Records that a blob has arrived.
    private func add(_ digest: Digest) {
        let waiting = state.withLock { state in
            state.arrived.insert(digest)
            return state.waiting.removeValue(forKey: digest) ?? []
        }
        for continuation in waiting { continuation.resume(returning: true) }
        growing[digest]?.end()
    }

    /// Records that no more blobs arrive.
    private func end() {
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waiting = [:] }
            return state.waiting.values.flatMap(\.self)
        }
        for continuation in waiting { continuation.resume(returning: false) }
        for blob in growing.values { blob.end() }
    }

    /// Waits until a blob has arrived; `false` if it does not come any more.
    func has(_ digest: Digest) async -> Bool {
        await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                if state.arrived.contains(digest) { return true }
                if state.isOver { return false }
                state.waiting[digest, default: []].append(continuation)
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }
}
