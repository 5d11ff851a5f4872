import ImageModel
import ImageStore
import RegistryProtocol
import Transport

/// Fetches one blob from one place after the other into a store: asks, writes, hashes, and commits what has the right digest.
///
/// ``BlobAttempts`` decides what comes next; this carries it out. A byte that was hashed is never written again: who has to
/// begin anew throws the part away first.
package struct BlobFetch: Sendable {
    var session: RegistrySession
    let blob: Descriptor
    let budget: ConnectionBudget
    let traffic: TrafficCount
    private let sessions: [RegistrySession]
    private let store: ImageStore
    private let report: @Sendable (BlobEvent) -> Void

    /// A fetch of `blob` through `sessions`, of which there is one at least, into `store`; `report` is called from any thread.
    ///
    /// `budget` limits the connections of this blob and of all that share it.
    package init(
        _ blob: Descriptor, from sessions: [RegistrySession], into store: ImageStore,
        budget: ConnectionBudget = ConnectionBudget(), report: @escaping @Sendable (BlobEvent) -> Void
    ) {
        precondition(!sessions.isEmpty, "a blob is fetched from somewhere")
        self.blob = blob
        self.sessions = sessions
        session = sessions[0]
        self.store = store
        self.budget = budget
        traffic = TrafficCount(within: budget.traffic)
        self.report = report
    }

    /// Brings the blob into the store: from the first place that has it, with the bytes that others have sent before.
    package func run() async throws(FetchError) -> BlobArrival {
        try await sessions.inTurn { session throws(FetchError) in
            var fetch = self
            fetch.session = session
            return try await fetch.runAtOnePlace()
        }
    }

    private func runAtOnePlace() async throws(FetchError) -> BlobArrival {
        var run = BlobRun(
            attempts: BlobAttempts(
                digest: blob.digest, expectedSize: blob.size, policy: session.settings.retryPolicy))
        guard var open = try await begin() else { return BlobArrival(fetchedBytes: 0, wasThere: true) }
        report(.started(resumedFrom: open.reach))
        var action = run.attempts.handle(.start(heldBytes: open.reach))
        while true {
            switch action {
            case .attempt(let offset, let milliseconds):
                try await pause(milliseconds, open)
                if offset < open.reach {
                    try await discard(open)
                    guard let anew = try await begin() else {
                        return BlobArrival(fetchedBytes: traffic.bytes, wasThere: true)
                    }
                    open = anew
                    guard open.reach <= offset else {
                        action = run.attempts.handle(.start(heldBytes: open.reach))
                        continue
                    }
                }
                action = try await attempt(&run, open)
            case .attemptWhole(let milliseconds):
                try await pause(milliseconds, open)
                action = try await stream(&run, open, BlobTransfer(expectedSize: blob.size, resumingAt: 0), start: nil)
            case .verify: action = try await verify(&run, open)
            case .commit:
                try await commit(&run, open)
                return BlobArrival(fetchedBytes: traffic.bytes, wasThere: false)
            case .fail(let failure):
                if failure.spoilsPart { try await discard(open) } else { await open.keep() }
                throw .blob(failure, blob.digest)
            }
        }
    }

    /// Opens the blob's part; `nil` when the blob is in the store already.
    private func begin() async throws(FetchError) -> OpenBlob? {
        let source = session.reference.name
        let (report, traffic) = (report, traffic)
        return try await storing { () async throws(StoreError) in
            switch try await store.beginIngest(blob.digest, size: blob.size, source: source) {
            case .alreadyThere: nil
            case .ingest(let ingest): try OpenBlob(ingest, traffic: traffic) { report(.progressed(received: $0)) }
            }
        }
    }

    private func discard(_ open: OpenBlob) async throws(FetchError) {
        try await storing { () async throws(StoreError) in try await open.ingest.discard() }
    }

    private func pause(_ milliseconds: Int, _ open: OpenBlob) async throws(FetchError) {
        do {
            if milliseconds > 0 { try await Task.sleep(for: .milliseconds(milliseconds)) }
            try Task.checkCancellation()
        } catch {
            await open.keep()
            throw .session(.cancelled, what: "blob \(blob.digest)")
        }
    }

    private func verify(_ run: inout BlobRun, _ open: OpenBlob) async throws(FetchError) -> BlobAttempts.Action {
        let verdict: HashVerdict
        do throws(StoreError) {
            verdict = try await open.hasher.finish()
        } catch {
            await open.keep()
            throw .store(error)
        }
        switch verdict {
        case .matches(let verified):
            run.verified = verified
            return run.attempts.handle(.verified)
        case .differs(let actual):
            // Once more, and then by one stream: what several connections brought may have been mixed up on the way.
            run.isSingleStream = true
            let action = run.attempts.handle(.mismatched(actual: actual))
            return retried(&run, action, "the bytes have the digest \(actual)")
        }
    }

    private func commit(_ run: inout BlobRun, _ open: OpenBlob) async throws(FetchError) {
        guard let verified = run.verified else { throw .store(.ended(path: store.blobPath(blob.digest))) }
        do throws(StoreError) {
            try await open.ingest.commit(verified)
        } catch {
            // What a failed commit leaves is of no use to anybody.
            try? await open.ingest.discard()
            throw .store(error)
        }
    }

    /// The error of a write that the system refused, with that errno.
    func refusedWrite(_ code: Int32) -> FetchError {
        .store(.system(.writing, path: store.blobPath(blob.digest), code: code))
    }

    private func storing<Value: Sendable>(
        _ work: () async throws(StoreError) -> Value
    ) async throws(FetchError) -> Value {
        do throws(StoreError) {
            return try await work()
        } catch {
            throw .store(error)
        }
    }
}

/// What one fetch has come to so far.
struct BlobRun {
    /// What comes next.
    var attempts: BlobAttempts
    /// Where the place has sent earlier requests for the blob.
    let route = BlobRoute()
    /// How often was asked again.
    var retries = 0
    /// Whether one connection alone is to fetch the blob.
    var isSingleStream = false
    /// The proof that what is there is the blob.
    var verified: VerifiedBlob?
}
