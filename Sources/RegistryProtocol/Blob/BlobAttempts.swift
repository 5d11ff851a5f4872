import ImageModel

/// All attempts at one blob: what is asked next, and when it is given up.
///
/// - What failed for a passing reason is asked again after a wait, from where it broke off. The retries are counted; an attempt
///   that brought at least ``progressThatCounts`` starts the count anew, so that a large blob survives a link that breaks
///   now and then, while a connection that is cut at the same place again and again ends in an error.
/// - Bytes of several answers that do not have the digest are thrown away, and the blob is fetched once more from its
///   beginning; a mismatch of one answer, or a second one, is an integrity error.
/// - An address that a registry signed may expire: 400, 401 or 403 from elsewhere leads back to the registry, once. A 400 or
///   403 that comes again then is taken for a refused range.
/// - A server that does not answer ranges as it should is not asked for one again: what is held then is passed over in the
///   whole blob.
///
/// States: *ready* · *attempting* · *waiting for the verification* · *spent*.
package struct BlobAttempts: Sendable {
    /// What came of the last action.
    package enum Event: Sendable {
        /// The blob is wanted, and so many of its first bytes are held from an earlier run.
        case start(heldBytes: Int64)
        /// All bytes are there: a ``BlobTransfer`` said so. Several answers may have brought them, or one alone.
        case arrived(fromSeveralAnswers: Bool = false)
        /// A ``BlobTransfer`` wants the whole blob, without a range.
        case askedAfresh
        /// An attempt failed, `heldBytes` of the blob's beginning are there. One that asked for several stretches at once brought
        /// `rangedBytes`, wherever they lie.
        ///
        /// `randomUnit` and `nowUnixSeconds` are for ``RetryPolicy``.
        case failed(
            BlobFailure, from: AnswerOrigin, heldBytes: Int64, randomUnit: Double, nowUnixSeconds: Double,
            rangedBytes: Int64? = nil)
        /// The bytes have the digest.
        case verified
        /// The bytes have another digest.
        case mismatched(actual: Digest)
    }

    /// What to do next.
    package enum Action: Hashable, Sendable {
        /// After the wait, ask the registry for everything from `offset` on; what is held beyond that is void.
        case attempt(offset: Int64, afterMilliseconds: Int)
        /// After the wait, ask the registry for the whole blob, without a range; what is held stays.
        case attemptWhole(afterMilliseconds: Int)
        /// Hash all bytes.
        case verify
        /// The blob is there.
        case commit
        /// It is not; ``BlobFailure/spoilsPart`` says whether what is held is to be thrown away.
        case fail(BlobFailure)
    }

    /// The bytes, 1 MiB, that one attempt must bring for the retries to be counted anew.
    package static let progressThatCounts: Int64 = 1 << 20

    private let digest: Digest
    private let expectedSize: Int64
    private let policy: RetryPolicy
    private var attemptOffset: Int64 = 0
    private var retriesMade = 0
    private var isFromSeveralAnswers = false
    private var wasFetchedAfresh = false
    private var wentBackToRegistry = false
    private var refusesRanges = false

    /// The attempts at the blob of a descriptor.
    package init(digest: Digest, expectedSize: Int64, policy: RetryPolicy) {
        self.digest = digest
        self.expectedSize = max(0, expectedSize)
        self.policy = policy
    }

    /// Decides on what comes next.
    package mutating func handle(_ event: Event) -> Action {
        switch event {
        case .start(let heldBytes):
            isFromSeveralAnswers = heldBytes > 0
            if heldBytes == expectedSize { return .verify }
            return attempt(heldBytes: heldBytes)
        case .arrived(let fromSeveralAnswers):
            if fromSeveralAnswers { isFromSeveralAnswers = true }
            return .verify
        case .verified: return .commit
        case .askedAfresh:
            refusesRanges = true
            return attempt(heldBytes: attemptOffset)
        case .mismatched(let actual): return mismatched(actual)
        case .failed(let failure, let origin, let heldBytes, let randomUnit, let nowUnixSeconds, let rangedBytes):
            guard case .transfer(let reason) = failure else { return .fail(failure) }
            if heldBytes == expectedSize { return .verify }
            if isExpiredAddress(reason, origin) {
                wentBackToRegistry = true
                return attempt(heldBytes: heldBytes)
            }
            if isRefusedRange(reason, origin, hadRange: attemptOffset > 0 || rangedBytes != nil) {
                return handle(.askedAfresh)
            }
            let broughtBytes = rangedBytes ?? (heldBytes - attemptOffset)
            if broughtBytes >= Self.progressThatCounts { retriesMade = 0 }
            let decision = policy.decision(
                after: reason, retriesMade: retriesMade, randomUnit: randomUnit, nowUnixSeconds: nowUnixSeconds)
            guard case .retry(let milliseconds) = decision else { return .fail(failure) }
            retriesMade += 1
            return attempt(heldBytes: heldBytes, afterMilliseconds: milliseconds)
        }
    }

    private mutating func attempt(heldBytes: Int64, afterMilliseconds: Int = 0) -> Action {
        attemptOffset = (0..<max(1, expectedSize)).contains(heldBytes) ? heldBytes : 0
        isFromSeveralAnswers = attemptOffset > 0
        if refusesRanges { return .attemptWhole(afterMilliseconds: afterMilliseconds) }
        return .attempt(offset: attemptOffset, afterMilliseconds: afterMilliseconds)
    }

    private mutating func mismatched(_ actual: Digest) -> Action {
        guard isFromSeveralAnswers, !wasFetchedAfresh else { return .fail(.mismatch(expected: digest, actual: actual)) }
        wasFetchedAfresh = true
        attemptOffset = 0
        isFromSeveralAnswers = false
        return .attempt(offset: 0, afterMilliseconds: 0)
    }

    private func isExpiredAddress(_ failure: TransferFailure, _ origin: AnswerOrigin) -> Bool {
        guard origin == .elsewhere, !wentBackToRegistry, case .status(let answer) = failure else { return false }
        return [400, 401, 403].contains(answer.status)
    }

    private func isRefusedRange(_ failure: TransferFailure, _ origin: AnswerOrigin, hadRange: Bool) -> Bool {
        guard origin == .elsewhere, hadRange, !refusesRanges, case .status(let answer) = failure else { return false }
        return [400, 403].contains(answer.status)
    }
}
