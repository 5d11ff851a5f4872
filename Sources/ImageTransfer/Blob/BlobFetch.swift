import ImageModel
import ImageStore
import RegistryProtocol
import Transport

/// Fetches one blob from one place after the other into a store: asks, writes, hashes, and commits what has the right digest.
///
/// ``BlobAttempts`` decides what comes next; this carries it out. A byte that was hashed is never written again: who has to
/// begin anew throws the part away first.
package struct BlobFetch: Sendable {
    private let sessions: [RegistrySession]
    private var session: RegistrySession
    private let store: ImageStore
    private let blob: Descriptor
    private let report: @Sendable (BlobEvent) -> Void

    /// A fetch of `blob` through `sessions`, of which there is one at least, into `store`; `report` is called from any thread.
    package init(
        _ blob: Descriptor, from sessions: [RegistrySession], into store: ImageStore,
        report: @escaping @Sendable (BlobEvent) -> Void
    ) {
        precondition(!sessions.isEmpty, "a blob is fetched from somewhere")
        self.blob = blob
        self.sessions = sessions
        session = sessions[0]
        self.store = store
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
                        return BlobArrival(fetchedBytes: run.fetchedBytes, wasThere: true)
                    }
                    open = anew
                    guard open.reach <= offset else {
                        action = run.attempts.handle(.start(heldBytes: open.reach))
                        continue
                    }
                }
                action = try await attempt(&run, open, offset: offset)
            case .verify: action = try await verify(&run, open)
            case .commit:
                try await commit(&run, open)
                return BlobArrival(fetchedBytes: run.fetchedBytes, wasThere: false)
            case .fail(let failure):
                if failure.spoilsPart { try await discard(open) } else { await open.keep() }
                throw .blob(failure, blob.digest)
            }
        }
    }

    /// Opens the blob's part; `nil` when the blob is in the store already.
    private func begin() async throws(FetchError) -> OpenBlob? {
        let source = session.reference.name
        let report = report
        return try await storing { () async throws(StoreError) in
            switch try await store.beginIngest(blob.digest, size: blob.size, source: source) {
            case .alreadyThere: nil
            case .ingest(let ingest): try OpenBlob(ingest) { report(.progressed(received: $0)) }
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

    /// Sends one request and writes what comes.
    private func attempt(
        _ run: inout BlobRun, _ open: OpenBlob, offset: Int64
    ) async throws(FetchError) -> BlobAttempts.Action {
        let transfer = BlobTransfer(expectedSize: blob.size, resumingAt: offset)
        guard !transfer.isNothingAsked else { return run.attempts.handle(.arrived) }
        let answer: RegistryReply<BlobSink.Output>
        do throws(SessionError) {
            answer = try await session.send(.blob(blob.digest, range: transfer.rangeField)) {
                BlobSink(open, transfer: transfer, start: offset)
            }
        } catch .transfer(let failure) {
            return failed(&run, .transfer(failure), from: .registry, open)
        } catch {
            await open.keep()
            throw .session(error, what: "blob \(blob.digest)")
        }
        run.fetchedBytes += max(0, open.reach - offset)
        if let code = answer.output?.writeError {
            await open.keep()
            throw .store(.system(.writing, path: store.blobPath(blob.digest), code: code))
        }
        switch answer.conclusion(of: transfer) {
        case .verify: return run.attempts.handle(.arrived)
        case .askAfresh: return retried(&run, run.attempts.handle(.askedAfresh), "the server does not answer ranges")
        case .fail(let failure): return failed(&run, failure, from: answer.origin, open)
        case .receive, .gather, .write:
            return failed(&run, .transfer(.notStarted("the answer had no end")), from: answer.origin, open)
        }
    }

    private func failed(
        _ run: inout BlobRun, _ failure: BlobFailure, from origin: AnswerOrigin, _ open: OpenBlob
    ) -> BlobAttempts.Action {
        guard !Task.isCancelled else { return .fail(failure) }
        let action = run.attempts.handle(
            .failed(
                failure, from: origin, heldBytes: open.reach, randomUnit: session.settings.randomUnit(),
                nowUnixSeconds: session.settings.now()))
        return retried(&run, action, failure.description)
    }

    /// Tells that the blob is asked for again, if it is.
    private func retried(_ run: inout BlobRun, _ action: BlobAttempts.Action, _ reason: String) -> BlobAttempts.Action {
        guard case .attempt(_, let milliseconds) = action else { return action }
        run.retries += 1
        session.settings.report(
            .retried(
                what: "blob", digest: blob.digest, reason: reason, afterMilliseconds: milliseconds,
                attempt: run.retries))
        return action
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
private struct BlobRun {
    var attempts: BlobAttempts
    var fetchedBytes: Int64 = 0
    var retries = 0
    var verified: VerifiedBlob?
}
