import ImageModel

/// Decides what is requested next for one blob, across all attempts, and when to give up.
///
/// - A transient failure is retried after a wait, from where it broke off. Retries are counted; an attempt that transferred at
///   least ``progressThatCounts`` resets the count. A large blob therefore survives a link that breaks now and then, while a
///   connection that is always cut at the same offset ends in an error.
/// - Wrong bytes, a wrong length or a page in place of the blob lead to one fresh attempt over a new connection, unless
///   retries are off: something between us and the registry may have interfered once. The second time is an integrity error.
///   Bytes from several responses that do not match the digest are fetched once more in any case.
/// - A signed address may expire: after 400, 401 or 403 from elsewhere the next request goes to the registry, once. A repeated
///   400 or 403 is then treated as a refused range.
/// - A server that does not support ranges correctly gets no further range request: held bytes are skipped in the whole blob.
///
/// States: *ready* · *attempting* · *waiting for the verification* · *spent*.
package struct BlobAttempts: Sendable {
    /// The outcome of the last action.
    package enum Event: Sendable {
        /// The blob is needed; `heldBytes` from its beginning are present from an earlier run.
        case start(heldBytes: Int64)
        /// All bytes are present, from one response or from several.
        case arrived(fromSeveralResponses: Bool = false)
        /// A ``BlobTransfer`` needs the whole blob, without a range.
        case needsWhole
        /// An attempt failed; `heldBytes` from the blob's beginning are present. An attempt with several ranges at once transferred
        /// `rangedBytes`, at any offset.
        ///
        /// `randomUnit` and `nowUnixSeconds` are for ``RetryPolicy``.
        case failed(
            TransferFailure, from: ResponseOrigin, heldBytes: Int64, randomUnit: Double, nowUnixSeconds: Double,
            rangedBytes: Int64? = nil)
        /// The bytes match the digest.
        case verified
        /// The bytes have another digest.
        case mismatched(actual: Digest)
    }

    /// What the caller does next.
    package enum Action: Hashable, Sendable {
        /// After the wait, request everything from `offset` on from the registry; held bytes beyond it are void.
        case attempt(offset: Int64, afterMilliseconds: Int)
        /// After the wait, request the whole blob, without a range, from the registry; held bytes stay.
        case attemptWhole(afterMilliseconds: Int)
        /// Hash all bytes.
        case verify
        /// The blob is complete.
        case commit
        /// The blob cannot be fetched; ``TransferFailure/spoilsPart`` says whether the held bytes must be discarded.
        case fail(TransferFailure)
    }

    /// The bytes, 1 MiB, that one attempt must transfer to reset the count of retries.
    package static let progressThatCounts: Int64 = 1 << 20

    private let digest: Digest
    private let expectedSize: Int64
    private let policy: RetryPolicy
    private var attemptOffset: Int64 = 0
    private var retriesMade = 0
    private var isFromSeveralResponses = false
    /// Whether wrong content has led to the one fresh attempt, which uses a single connection.
    package private(set) var isFetchedAfresh = false
    /// Whether the next request goes to the registry over a new connection, because it begins that attempt.
    package private(set) var needsNewConnection = false
    private var wentBackToRegistry = false
    private var refusesRanges = false

    /// Attempts to fetch the blob of a descriptor.
    package init(digest: Digest, expectedSize: Int64, policy: RetryPolicy) {
        self.digest = digest
        self.expectedSize = max(0, expectedSize)
        self.policy = policy
    }

    /// Handles one event.
    package mutating func handle(_ event: Event) -> Action {
        switch event {
        case .arrived, .needsWhole, .failed: needsNewConnection = false
        case .start, .verified, .mismatched: break
        }
        switch event {
        case .start(let heldBytes):
            isFromSeveralResponses = heldBytes > 0
            if heldBytes == expectedSize { return .verify }
            return attempt(heldBytes: heldBytes)
        case .arrived(let fromSeveralResponses):
            if fromSeveralResponses { isFromSeveralResponses = true }
            return .verify
        case .verified: return .commit
        case .needsWhole:
            refusesRanges = true
            return attempt(heldBytes: attemptOffset)
        case .mismatched(let actual):
            // Bytes of several responses may have been mixed up here, so another attempt is no retry.
            return afresh(
                after: .mismatch(expected: digest, actual: actual), heldBytes: 0, isRetry: !isFromSeveralResponses)
        case .failed(let failure, let origin, let heldBytes, let randomUnit, let nowUnixSeconds, let rangedBytes):
            if failure.subject == .integrity {
                // The bytes of a response that contradicts itself are void; those of earlier ones are not.
                return afresh(after: failure, heldBytes: heldBytes == attemptOffset ? heldBytes : 0)
            }
            if heldBytes == expectedSize { return .verify }
            if isExpiredAddress(failure, origin) {
                wentBackToRegistry = true
                return attempt(heldBytes: heldBytes)
            }
            if isRefusedRange(failure, origin, hadRange: attemptOffset > 0 || rangedBytes != nil) {
                return handle(.needsWhole)
            }
            let transferredBytes = rangedBytes ?? (heldBytes - attemptOffset)
            if transferredBytes >= Self.progressThatCounts { retriesMade = 0 }
            let decision = policy.decision(
                after: failure, retriesMade: retriesMade, randomUnit: randomUnit, nowUnixSeconds: nowUnixSeconds)
            guard case .retry(let milliseconds) = decision else { return .fail(failure) }
            retriesMade += 1
            return attempt(heldBytes: heldBytes, afterMilliseconds: milliseconds)
        }
    }

    private mutating func attempt(heldBytes: Int64, afterMilliseconds: Int = 0) -> Action {
        attemptOffset = (0..<max(1, expectedSize)).contains(heldBytes) ? heldBytes : 0
        isFromSeveralResponses = attemptOffset > 0
        if refusesRanges { return .attemptWhole(afterMilliseconds: afterMilliseconds) }
        return .attempt(offset: attemptOffset, afterMilliseconds: afterMilliseconds)
    }

    /// Begins the one fresh attempt after wrong content. Unless bytes of earlier responses are held, all bytes are void.
    private mutating func afresh(after failure: TransferFailure, heldBytes: Int64, isRetry: Bool = true) -> Action {
        guard !isFetchedAfresh, expectedSize > 0, !isRetry || policy.triesAfresh(after: failure) else {
            return .fail(failure)
        }
        isFetchedAfresh = true
        needsNewConnection = true
        guard heldBytes == 0 else { return attempt(heldBytes: heldBytes) }
        attemptOffset = 0
        isFromSeveralResponses = false
        return .attempt(offset: 0, afterMilliseconds: 0)
    }

    private func isExpiredAddress(_ failure: TransferFailure, _ origin: ResponseOrigin) -> Bool {
        guard origin == .elsewhere, !wentBackToRegistry, case .status(let answer) = failure else { return false }
        return [400, 401, 403].contains(answer.status)
    }

    private func isRefusedRange(_ failure: TransferFailure, _ origin: ResponseOrigin, hadRange: Bool) -> Bool {
        guard origin == .elsewhere, hadRange, !refusesRanges, case .status(let answer) = failure else { return false }
        return [400, 403].contains(answer.status)
    }
}
