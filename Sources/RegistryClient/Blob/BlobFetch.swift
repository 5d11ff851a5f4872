import ErrorMapping
import ImageModel
import ImageStore
import RegistryProtocol
import Transport

/// Fetches one blob from one endpoint after another into a store: requests, writes and hashes the bytes, and commits them if
/// the digest matches.
///
/// It executes the decisions of ``BlobAttempts``. A byte that was hashed is never overwritten: a restart first discards the
/// part.
package struct BlobFetch: Sendable {
    private var session: RegistrySession
    private let blob: Descriptor
    private let budget: ConnectionBudget
    private let traffic: TrafficCount
    private let sessions: [RegistrySession]
    private let store: ImageStore
    private let existing: ExistingBlob
    private let growing: GrowingBlob?
    private let report: @Sendable (BlobEvent) -> Void

    /// A fetch of `blob` through `sessions`, at least one, into `store`; `report` is called from any thread.
    ///
    /// `existing` says what to do with a blob of the right size that is present. `budget` limits the connections of this blob
    /// and of all others that share it. `growing` follows the bytes while they arrive.
    package init(
        _ blob: Descriptor, from sessions: [RegistrySession], into store: ImageStore, existing: ExistingBlob = .keep,
        budget: ConnectionBudget = ConnectionBudget(), growing: GrowingBlob? = nil,
        report: @escaping @Sendable (BlobEvent) -> Void
    ) {
        precondition(!sessions.isEmpty, "a fetch needs at least one endpoint")
        self.blob = blob
        self.sessions = sessions
        session = sessions[0]
        self.store = store
        self.existing = existing
        self.growing = growing
        self.budget = budget
        traffic = TrafficCount(within: budget.traffic)
        self.report = report
    }

    /// Brings the blob into the store from the first endpoint that has it, reusing the bytes that others have sent before.
    package func run() async throws(RegistryError) -> BlobArrival {
        try await sessions.inTurn { session throws(RegistryError) in
            var fetch = self
            fetch.session = session
            return try await fetch.runAtOneEndpoint()
        }
    }

    private func runAtOneEndpoint() async throws(RegistryError) -> BlobArrival {
        var run = BlobRun(
            attempts: BlobAttempts(
                digest: blob.digest, expectedSize: blob.size, policy: session.settings.retryPolicy))
        guard var open = try await begin() else { return arrival(resumed: nil) }
        var resumedBytes = open.ingest.resumed.byteCount
        report(.started(resumedBytes: resumedBytes))
        var action = run.attempts.handle(.start(heldBytes: open.reach))
        while true {
            switch action {
            case .attempt(let offset, let milliseconds):
                try await wait(milliseconds, open)
                if offset < open.reach {
                    try await discard(open)
                    guard let fresh = try await begin() else { return arrival(resumed: nil) }
                    open = fresh
                    resumedBytes = open.ingest.resumed.byteCount
                    guard open.reach <= offset else {
                        action = run.attempts.handle(.start(heldBytes: open.reach))
                        continue
                    }
                }
                action = try await attempt(&run, open)
            case .attemptWhole(let milliseconds):
                try await wait(milliseconds, open)
                action = try await stream(&run, open, BlobTransfer(expectedSize: blob.size, resumingAt: 0), start: nil)
            case .verify: action = try await verify(&run, open)
            case .commit:
                try await commit(&run, open)
                return arrival(resumed: resumedBytes)
            case .fail(let failure):
                if failure.spoilsPart { try await discard(open) } else { await open.keep() }
                throw await error(failure, of: run)
            }
        }
    }

    /// The outcome with that many bytes of an earlier pull; `nil` if another process has brought the blob.
    private func arrival(resumed bytes: Int64?) -> BlobArrival {
        BlobArrival(fetchedBytes: traffic.bytes, resumedBytes: bytes ?? 0, wasAlreadyPresent: bytes == nil)
    }

    /// Opens the blob's part; `nil` if the store already has the blob.
    private func begin() async throws(RegistryError) -> OpenBlob? {
        let report = report
        let waiting = IngestWaiting(started: { report(.waiting) })
        let ingest = try await mapError(
            storeError,
            awaiting: try await store.beginIngest(
                blob.digest, size: blob.size, source: session.reference.name, waiting: waiting, existing: existing))
        guard case .ingest(let ingest) = ingest else { return nil }
        return try mapError(
            storeError, try OpenBlob(ingest, traffic: traffic, growing: growing) { report(.progressed(received: $0)) })
    }

    private func discard(_ open: OpenBlob) async throws(RegistryError) {
        try await mapError(storeError, awaiting: try await open.ingest.discard())
    }

    private func wait(_ milliseconds: Int, _ open: OpenBlob) async throws(RegistryError) {
        guard await SessionSettings.wait(milliseconds: milliseconds) else {
            await open.keep()
            throw error(.cancelled)
        }
    }

    private func verify(_ run: inout BlobRun, _ open: OpenBlob) async throws(RegistryError) -> BlobAttempts.Action {
        let verdict: HashVerdict
        do throws(StoreError) {
            verdict = try await open.verify()
        } catch {
            await open.keep()
            throw storeError(error)
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

    private func commit(_ run: inout BlobRun, _ open: OpenBlob) async throws(RegistryError) {
        guard let verified = run.verified else { throw storeError(.ended(path: store.blobPath(blob.digest))) }
        do throws(StoreError) {
            try await open.ingest.commit(verified)
        } catch {
            // The remains of a failed commit are useless.
            try? await open.ingest.discard()
            throw storeError(error)
        }
    }

    private func error(_ cause: RegistryError.Cause) -> RegistryError {
        session.error(.blob(blob.digest), cause)
    }

    /// The error of the last attempt, with the server to which the registry redirected it.
    private func error(_ failure: TransferFailure, of run: BlobRun) async -> RegistryError {
        let learned = run.failedElsewhere ? await run.route.server : nil
        return session.error(.blob(blob.digest), .transfer(failure), at: learned)
    }

    private func storeError(_ error: StoreError) -> RegistryError {
        self.error(.store(error))
    }

    /// The error of a write that the system refused with the errno `code`.
    private func writeError(_ code: Int32) -> RegistryError {
        storeError(.system(.writing, path: store.blobPath(blob.digest), code: code))
    }
}

/// The state of one fetch.
private struct BlobRun {
    /// The state machine that decides on the next step.
    var attempts: BlobAttempts
    /// The redirects of earlier requests for the blob.
    var route = BlobRoute()
    /// The number of retries.
    var retries = 0
    /// Whether the last failure is one of the server to which the registry redirects.
    var failedElsewhere = false
    /// The proof that the part is the blob.
    var verified: VerifiedBlob?
}

extension BlobFetch {
    /// Requests the missing bytes: with several connections if there are many, else the first gap with one.
    private func attempt(_ run: inout BlobRun, _ open: OpenBlob) async throws(RegistryError) -> BlobAttempts.Action {
        let held = open.written.held
        let gaps = held.gaps(of: blob.size)
        guard let first = gaps.first else { return run.attempts.handle(.arrived(fromSeveralResponses: !held.isEmpty)) }
        let missing = blob.size - held.byteCount
        // After wrong content there is one stream: something on the way may have mixed up the ranges of several connections.
        guard missing < ChunkSchedule.leastBytes || budget.mostOfOneBlob < 2 || run.attempts.isFetchedAfresh else {
            return try await attemptRanges(&run, open)
        }
        let transfer = BlobTransfer(expectedSize: blob.size, requested: first)
        return try await stream(&run, open, transfer, start: first.lowerBound)
    }

    private func attemptRanges(
        _ run: inout BlobRun, _ open: OpenBlob
    ) async throws(RegistryError) -> BlobAttempts.Action {
        let before = open.written.held.byteCount
        let conclusion = await RangedAttempt(
            session: session, route: run.route, blob: blob, open: open, budget: budget
        ).run()
        let received = open.written.held.byteCount - before
        switch conclusion {
        case .arrived: return run.attempts.handle(.arrived(fromSeveralResponses: true))
        case .refused(let reason): return retried(&run, run.attempts.handle(.needsWhole), reason)
        case .failed(let failure, let origin):
            return failed(&run, failure, from: origin, open, rangedBytes: received)
        case .disk(let code):
            await open.keep()
            throw writeError(code)
        case .session(let error):
            await open.keep()
            throw error
        }
    }

    /// Sends one request and writes the response from `start` on; `nil` requests the whole blob without a range.
    private func stream(
        _ run: inout BlobRun, _ open: OpenBlob, _ transfer: BlobTransfer, start: Int64?
    ) async throws(RegistryError) -> BlobAttempts.Action {
        let before = open.written.held
        guard !transfer.isEmpty else { return run.attempts.handle(.arrived()) }
        let response: RegistryResponse<BlobSink.Output>
        do throws(RegistryError) {
            let isAfresh = run.attempts.needsNewConnection
            if isAfresh { run.route = BlobRoute() }
            response = try await session.sendBlob(
                blob.digest, range: transfer.rangeField, by: run.route, afresh: isAfresh
            ) { BlobSink(open, transfer: transfer, start: start) }
        } catch {
            if case .transfer(let failure) = error.cause {
                let action = failed(&run, failure, from: .registry, open)
                run.failedElsewhere = error.server != nil
                return action
            }
            await open.keep()
            throw error
        }
        if let code = response.output?.writeError {
            await open.keep()
            throw writeError(code)
        }
        switch response.conclusion(of: transfer) {
        // One gap is filled, and there may be another behind it.
        case .verify where open.reach < blob.size: return .attempt(offset: open.reach, afterMilliseconds: 0)
        case .verify: return run.attempts.handle(.arrived(fromSeveralResponses: !before.isEmpty))
        case .requestWhole:
            return retried(&run, run.attempts.handle(.needsWhole), "the server does not support ranges")
        case .fail(let failure): return failed(&run, failure, from: response.origin, open)
        case .receive, .gather, .write:
            return failed(&run, .notStarted("the response did not end"), from: response.origin, open)
        }
    }

    private func failed(
        _ run: inout BlobRun, _ failure: TransferFailure, from origin: ResponseOrigin, _ open: OpenBlob,
        rangedBytes: Int64? = nil
    ) -> BlobAttempts.Action {
        guard !Task.isCancelled else { return .fail(failure) }
        run.failedElsewhere = origin == .elsewhere
        let action = run.attempts.handle(
            .failed(
                failure, from: origin, heldBytes: open.reach, randomUnit: session.settings.randomUnit(),
                nowUnixSeconds: session.settings.now(), rangedBytes: rangedBytes))
        return retried(&run, action, failure.description)
    }

    /// Reports a retry, if `action` is one.
    private func retried(_ run: inout BlobRun, _ action: BlobAttempts.Action, _ reason: String) -> BlobAttempts.Action {
        if let wait = action.wait {
            session.settings.reportRetry(
                "blob", digest: blob.digest, reason: reason, afterMilliseconds: wait, count: &run.retries)
        }
        return action
    }
}

/// The outcome of a fetch.
package struct BlobArrival: Hashable, Sendable {
    /// The bytes received over the network, including those of failed attempts.
    package let fetchedBytes: Int64
    /// The bytes of the blob that an earlier, interrupted pull had left.
    package let resumedBytes: Int64
    /// Whether the store already had the blob, from another process or an earlier pull.
    package let wasAlreadyPresent: Bool

    /// An outcome of those bytes.
    package init(fetchedBytes: Int64, resumedBytes: Int64 = 0, wasAlreadyPresent: Bool = false) {
        self.fetchedBytes = fetchedBytes
        self.resumedBytes = resumedBytes
        self.wasAlreadyPresent = wasAlreadyPresent
    }
}

/// The progress of one blob.
package enum BlobEvent: Hashable, Sendable {
    /// Another process has begun to fetch the blob, and is waited for.
    case waiting
    /// The transfer begins; an earlier pull left `resumedBytes`, not necessarily the first ones.
    case started(resumedBytes: Int64)
    /// `received` bytes are present, including resumed ones.
    case progressed(received: Int64)
}
