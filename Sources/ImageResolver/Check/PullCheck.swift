import BinaryModel
import ErrorMapping
import ImageModel
import ImageStore
import LayerReading
import RegistryClient
import Synchronization

/// Checks the images of a pull: each layer as soon as the store has it, while others are still fetched.
struct PullCheck: Sendable {
    let image: String
    let rules: HostRules
    let events: @Sendable (ResolverEvent) -> Void

    /// The two things that go on at once.
    private enum Part<Value: Sendable>: Sendable {
        case fetched(Result<Value, ResolverError>)
        case checked(Result<Void, ResolverError>)
    }

    /// Runs `fetch`, which passes on the digest of each blob that `store` has, and throws if it fails or if a platform is not
    /// what it claims to be. The first failure ends both.
    func run<Value: Sendable>(
        _ entries: CheckEntries, in store: ImageStore,
        _ fetch:
            @escaping @Sendable (_ report: @escaping @Sendable (Digest) -> Void) async throws(ResolverError) -> Value
    ) async throws(ResolverError) -> Value {
        let arrivals = BlobArrivals()
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
                .checked(
                    await outcome { () async throws(ResolverError) in
                        try await check(entries, in: store, arrivals)
                    })
            }
            for await part in group {
                switch part {
                case .fetched(.success(let fetched)): value = fetched
                case .checked(.success): break
                case .fetched(.failure(let error)), .checked(.failure(let error)):
                    // The check of a pull that has failed is interrupted, and may end before it.
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

    private func check(
        _ entries: CheckEntries, in store: ImageStore, _ arrivals: BlobArrivals
    ) async throws(ResolverError) {
        let scan = LayerScan(stores: [store], reader: LayerReader(names: BinaryNames(rules.catalog)), events: { _ in })
        let slots = TransferSlots(count: max(2, ProcessFacts.processors))
        let supply = LayerSupply(
            announce: { _ in },
            read: { layer throws(ResolverError) in
                guard await arrivals.has(layer.descriptor.digest) else { throw .interrupted }
                let result = await slots.run {
                    await outcome { () async throws(ResolverError) in
                        try await scan.read(layer.descriptor, in: store, diffID: layer.diffIDAlgorithm)
                    }
                }
                guard let result else { throw .interrupted }
                return try result.get()
            })
        let report = try await ImageCheck(
            image: image, rules: rules, depth: .layers, readsDespiteFailures: false, supply: supply
        ).report(on: entries)
        report.remarks.forEach(events)
        if let error = report.error { throw error }
    }
}

extension PullContents {
    /// The images, for a check.
    func checkEntries(of root: Document, from origin: any ImageOrigin) -> CheckEntries {
        CheckEntries(
            root: root,
            entries: images.map { image in
                CheckEntry(
                    position: image.position, digest: image.documents.document.digest, declared: image.platform,
                    image: .success(image.documents), origin: origin)
            })
    }
}

/// The blobs that a store has by now.
///
/// A lock guards the state, because blobs arrive on any thread.
private final class BlobArrivals: Sendable {
    private struct State {
        var arrived: Set<Digest> = []
        var isOver = false
        var waiting: [Digest: [CheckedContinuation<Bool, Never>]] = [:]
    }

    private let state = Mutex(State())

    /// Records that a blob has arrived.
    func add(_ digest: Digest) {
        let waiting = state.withLock { state in
            state.arrived.insert(digest)
            return state.waiting.removeValue(forKey: digest) ?? []
        }
        for continuation in waiting { continuation.resume(returning: true) }
    }

    /// Records that no more blobs arrive.
    func end() {
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waiting = [:] }
            return state.waiting.values.flatMap(\.self)
        }
        for continuation in waiting { continuation.resume(returning: false) }
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
