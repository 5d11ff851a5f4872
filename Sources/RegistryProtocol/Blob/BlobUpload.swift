import ImageModel

/// Decides how one blob is uploaded to a repository: the next request, and when to give up.
///
/// - A blob that is already present is not sent, and one in another repository of the registry is mounted (``UploadPlan``). If
///   the registry starts an upload instead of mounting, that upload is used later, or cancelled if the blob need not be sent.
/// - A mount is never a reason to fail. One of a blob that is not named by SHA-256 is looked up, because docker-registry 2.8 and
///   3.1 answer it with 201 without storing the blob.
/// - A blob is sent in one `PATCH` and named by a `PUT` without a body; a small one is sent with the `PUT`. If the registry
///   announces a minimum chunk length, the blob is sent in chunks.
/// - After a broken request the registry is queried for the upload's offset, and the upload continues there; if the registry no
///   longer knows the upload, a new one is started. Retries are counted; ``BlobAttempts/progressThatCounts`` stored by the
///   registry resets the count.
/// - After a `PUT` without a success response the blob is looked up first, because it may have been stored.
///
/// States: *ready* · *mounting* · *confirming mount* · *checking* · *cancelling* (an upload that is not needed) · *opening* ·
/// *sending* · *querying* (the offset) · *finishing* · *confirming* (that a `PUT` succeeded) · *spent*.
package struct BlobUpload: Sendable {
    /// The outcome of the last action.
    package enum Event: Sendable {
        /// The upload starts.
        case start
        /// A response from `address`, with its explanation if it is an error.
        case response(HTTPHead, body: ErrorBody?, from: WebAddress, UploadMoment)
        /// No response.
        case failed(TransferFailure, UploadMoment)
        /// Authorization failed.
        case denied(AuthorizationError)
    }

    /// What the caller does next.
    package enum Action: Hashable, Sendable {
        /// After the wait, send this request.
        case send(UploadStep, afterMilliseconds: Int)
        /// The blob is in the repository.
        case done(UploadOutcome)
        /// The blob could not be uploaded.
        case fail(UploadFailure)
    }

    /// The largest blob, in bytes, that is sent with the `PUT` that names it, which saves a request.
    package static let mostBytesWithName: Int64 = 256 << 10
    /// The length of a chunk in bytes, unless the registry requires more.
    package static let chunkBytes: Int64 = 16 << 20
    // The most times that a registry may reject a range of one upload.
    private static let mostWrongRanges = 3

    private enum State: Hashable {
        case ready, checking, opening, querying, confirming, spent
        case mounting(from: String, isRemembered: Bool)
        case confirmingMount(from: String)
        /// `nil`: the blob has yet to be found or sent.
        case cancelling(then: UploadOutcome?)
        case sending(Range<Int64>)
        case finishing(Range<Int64>)
    }

    private let digest: Digest
    private let size: Int64
    private var plan: UploadPlan
    private let policy: RetryPolicy
    private let locations: UploadLocationPolicy
    private var state = State.ready
    /// The repositories that the blob could not be mounted from.
    package private(set) var refusedMounts: [String] = []
    // Where the upload continues; `nil` while there is none.
    private var location: WebAddress?
    // An upload that the registry opened instead of a mount.
    private var unused: (response: UploadResponse, location: WebAddress)?
    private var isLookedUp = false
    // The number of bytes that the registry is known to have.
    private var offset: Int64 = 0
    private var chunk: Int64?
    private var retriesMade = 0
    private var restarts = 0
    private var wrongRanges = 0
    // Whether the upload has continued where the registry said.
    private var isResumed = false
    private var lastFailure: String?

    /// Uploads a blob of `size` bytes.
    package init(
        digest: Digest, size: Int64, by plan: UploadPlan = UploadPlan(), locations: UploadLocationPolicy,
        policy: RetryPolicy
    ) {
        self.digest = digest
        self.size = max(0, size)
        self.plan = plan
        self.locations = locations
        self.policy = policy
    }

    /// An upload that is open at the registry.
    package var openUpload: WebAddress? { location ?? unused?.location }

    /// Handles one event.
    package mutating func handle(_ event: Event) -> Action {
        switch (state, event) {
        case (.ready, .start): return find()
        case (.cancelling(let outcome?), .response), (.cancelling(let outcome?), .failed),
            (.cancelling(let outcome?), .denied):
            return done(outcome)
        case (.cancelling(nil), .response), (.cancelling(nil), .failed), (.cancelling(nil), .denied): return find()
        case (.mounting(let source, _), .denied), (.confirmingMount(let source), .denied):
            return refusedMount(from: source)
        case (.spent, _), (.ready, _), (_, .start): return fail(.unexpected(status: 0))
        case (_, .denied(let error)): return fail(.denied(error))
        case (_, .failed(let failure, let moment)): return retry(failure, moment)
        case (_, .response(let head, let body, let address, let moment)):
            return responded(UploadResponse(head: head, body: body, address: address, moment: moment))
        }
    }

    private mutating func enter(_ next: State, _ step: UploadStep, afterMilliseconds: Int = 0) -> Action {
        state = next
        return .send(step, afterMilliseconds: afterMilliseconds)
    }

    private mutating func done(_ outcome: UploadOutcome) -> Action {
        state = .spent
        return .done(outcome)
    }

    private mutating func fail(_ failure: UploadFailure) -> Action {
        state = .spent
        return .fail(failure)
    }

    private mutating func responded(_ response: UploadResponse) -> Action {
        switch state {
        case .checking: checked(response)
        case .mounting(let source, let isRemembered): mounted(from: source, isRemembered, response)
        case .confirmingMount(let source): confirmed(from: source, response)
        case .opening: opened(response)
        case .sending(let bytes): sent(bytes, response)
        case .querying: reported(response)
        case .finishing: finished(response)
        case .confirming: response.isSuccess ? done(.sent) : queryOffset(response)
        case .ready, .cancelling, .spent: fail(.unexpected(status: response.head.status))
        }
    }

    // The next way to get the blob into the repository; sending it is the last.
    private mutating func find() -> Action {
        guard plan.extent != .send else { return enter(.opening, .open) }
        if !plan.sources.isEmpty { return mount(from: plan.sources.removeFirst(), isRemembered: false) }
        if !isLookedUp { return enter(.checking, .check) }
        if !plan.remembered.isEmpty { return mount(from: plan.remembered.removeFirst(), isRemembered: true) }
        guard plan.extent == .whole else { return settle(.absent) }
        guard let unused else { return enter(.opening, .open) }
        self.unused = nil
        return opened(unused.response)
    }

    private mutating func mount(from source: String, isRemembered: Bool) -> Action {
        enter(.mounting(from: source, isRemembered: isRemembered), .mount(from: source))
    }

    // Ends without sending anything; an upload that was opened in vain is cancelled.
    private mutating func settle(_ outcome: UploadOutcome) -> Action {
        guard let unused else { return done(outcome) }
        self.unused = nil
        return enter(.cancelling(then: outcome), .cancel(unused.location))
    }

    private func isWhole(_ response: UploadResponse) -> Bool {
        // A different size under the same digest is corruption: sending the blob again replaces it or gets a clear refusal.
        response.isSuccess && response.head.contentLength ?? size == size
    }

    private mutating func checked(_ response: UploadResponse) -> Action {
        if isWhole(response) { return settle(.alreadyPresent) }
        if response.failure.isTransient { return retry(.status(response.failure), response.moment) }
        guard response.isSuccess || response.failure.subject != .credentials else { return refused(response) }
        isLookedUp = true
        return find()
    }

    private mutating func mounted(from source: String, _ isRemembered: Bool, _ response: UploadResponse) -> Action {
        switch response.head.status {
        case 201 where digest.algorithm == .sha256: return stored(response, .mounted)
        case 201: return enter(.confirmingMount(from: source), .check)
        case 202:
            refusedMounts.append(source)
            guard let location = try? locations.location(response.head, from: response.address) else { return find() }
            guard unused == nil else { return enter(.cancelling(then: nil), .cancel(location)) }
            unused = (response, location)
            return find()
        default:
            if response.failure.isTransient { return retry(.status(response.failure), response.moment) }
            return refusedMount(from: source)
        }
    }

    private mutating func confirmed(from source: String, _ response: UploadResponse) -> Action {
        if isWhole(response) { return settle(.mounted) }
        if response.failure.isTransient { return retry(.status(response.failure), response.moment) }
        // The blob is known to be absent now.
        isLookedUp = true
        return refusedMount(from: source)
    }

    private mutating func refusedMount(from source: String) -> Action {
        refusedMounts.append(source)
        return find()
    }

    private mutating func opened(_ response: UploadResponse) -> Action {
        guard response.isSuccess else {
            return response.failure.isTransient ? retry(.status(response.failure), response.moment) : refused(response)
        }
        offset = 0
        location = nil
        let least = response.head.headers.first("OCI-Chunk-Min-Length")?.blankTrimmed.decimalNumber
        chunk = least.map { max($0, Self.chunkBytes) }
        return proceed(response)
    }

    private mutating func sent(_ bytes: Range<Int64>, _ response: UploadResponse) -> Action {
        guard response.isSuccess else { return notSent(response) }
        offset = bytes.upperBound
        // A registry may keep less than was sent; any other offset is meaningless.
        if let stored = response.storedBytes, bytes.contains(stored), stored > bytes.lowerBound { offset = stored }
        if offset - bytes.lowerBound >= BlobAttempts.progressThatCounts { retriesMade = 0 }
        return proceed(response)
    }

    private mutating func notSent(_ response: UploadResponse) -> Action {
        if response.head.status == 416 {
            wrongRanges += 1
            guard wrongRanges <= Self.mostWrongRanges else { return lost(response) }
            return queryOffset(response)
        }
        if response.forgetsUpload { return lost(response) }
        if response.failure.isTransient { return retry(.status(response.failure), response.moment) }
        // A signed address on another server expires.
        if let location, !location.hasSameOrigin(as: locations.registry),
            [400, 401, 403].contains(response.head.status)
        {
            return lost(response)
        }
        return refused(response)
    }

    private mutating func reported(_ response: UploadResponse) -> Action {
        if response.failure.isTransient { return retry(.status(response.failure), response.moment) }
        guard response.isSuccess, let stored = response.storedBytes, stored <= size else { return lost(response) }
        // `0-0` may mean one byte or none: a new upload is safe in both cases.
        guard stored > 0 || size == 0 else { return lost(response) }
        if stored - offset >= BlobAttempts.progressThatCounts { retriesMade = 0 }
        offset = stored
        isResumed = true
        return proceed(response)
    }

    private mutating func finished(_ response: UploadResponse) -> Action {
        if response.isSuccess, response.head.status != 202 { return stored(response, .sent) }
        if response.isSuccess { return fail(.unexpected(status: response.head.status)) }
        if response.failure.isTransient { return retry(.status(response.failure), response.moment) }
        if response.head.status == 416 || response.forgetsUpload {
            wrongRanges += 1
            return wrongRanges <= Self.mostWrongRanges ? enter(.confirming, .check) : lost(response)
        }
        let refusal = WriteRefusal(response.failure)
        // The parts of several requests may have been combined incorrectly; one request with the whole blob may succeed.
        if refusal.reason == .otherBytes, isResumed || retriesMade > 0 || wrongRanges > 0 { return lost(response) }
        return fail(.refused(refusal))
    }

    private mutating func stored(_ response: UploadResponse, _ outcome: UploadOutcome) -> Action {
        if let named = response.head.contentDigest, named.algorithm == digest.algorithm, named != digest {
            return fail(.otherDigest(named: named, expected: digest))
        }
        return settle(outcome)
    }

    private mutating func refused(_ response: UploadResponse) -> Action {
        fail(.refused(WriteRefusal(response.failure)))
    }

    // Uses the location in the response, and continues at `offset`.
    private mutating func proceed(_ response: UploadResponse) -> Action {
        if location == nil || response.head.headers.first("Location") != nil {
            do throws(ResponseError) {
                location = try locations.location(response.head, from: response.address)
            } catch {
                return fail(.location(error))
            }
        }
        guard let location else { return fail(.location(.missingLocation(.upload, status: response.head.status))) }
        guard offset < size else { return finish(at: location, bytes: size..<size) }
        if offset == 0, size <= Self.mostBytesWithName { return finish(at: location, bytes: 0..<size) }
        let end = chunk.map { min(size, offset + $0) } ?? size
        let isWhole = offset == 0 && end == size
        let range = HTTPHeader(name: "Content-Range", value: "\(offset)-\(end - 1)")
        return enter(
            .sending(offset..<end),
            .send(to: location, bytes: offset..<end, contentRange: isWhole ? nil : range))
    }

    private mutating func finish(at location: WebAddress, bytes: Range<Int64>) -> Action {
        let address = location.adding([("digest", digest.description)])
        return enter(.finishing(bytes), .finish(at: address, bytes: bytes))
    }

    private mutating func queryOffset(_ response: UploadResponse) -> Action {
        guard let location else { return lost(response) }
        return enter(.querying, .query(location))
    }

    // The registry no longer has the upload: another is started, a few times.
    private mutating func lost(_ response: UploadResponse) -> Action {
        restarts += 1
        if !response.isSuccess { lastFailure = response.failure.description }
        guard restarts <= policy.mostRetries else {
            return fail(.lost(uploads: restarts, reason: lastFailure ?? response.failure.description))
        }
        location = nil
        offset = 0
        wrongRanges = 0
        isResumed = false
        return enter(.opening, .open)
    }

    // After a transient failure the step is repeated, or its outcome is looked up.
    private mutating func retry(_ failure: TransferFailure, _ moment: UploadMoment) -> Action {
        if case .mounting(_, isRemembered: true) = state { return find() }
        let decision = policy.decision(
            after: failure, retriesMade: retriesMade, randomUnit: moment.randomUnit,
            nowUnixSeconds: moment.nowUnixSeconds)
        guard case .retry(let milliseconds) = decision else {
            guard case .mounting = state else { return fail(.transfer(failure)) }
            retriesMade = 0
            return find()
        }
        retriesMade += 1
        lastFailure = failure.description
        switch state {
        case .checking: return enter(.checking, .check, afterMilliseconds: milliseconds)
        case .mounting(let source, _): return enter(state, .mount(from: source), afterMilliseconds: milliseconds)
        case .confirmingMount: return enter(state, .check, afterMilliseconds: milliseconds)
        case .sending, .querying:
            guard let location else { return enter(.opening, .open, afterMilliseconds: milliseconds) }
            return enter(.querying, .query(location), afterMilliseconds: milliseconds)
        case .finishing, .confirming: return enter(.confirming, .check, afterMilliseconds: milliseconds)
        case .opening, .ready, .cancelling, .spent: return enter(.opening, .open, afterMilliseconds: milliseconds)
        }
    }
}

/// One request of an upload.
package enum UploadStep: Hashable, Sendable {
    /// `HEAD`: look up the blob.
    case check
    /// `POST`: mount the blob from that repository.
    case mount(from: String)
    /// `DELETE`: cancel that upload, whatever the response.
    case cancel(WebAddress)
    /// `POST`: start an upload.
    case open
    /// `PATCH`: send these bytes, with a `Content-Range` if one is needed.
    case send(to: WebAddress, bytes: Range<Int64>, contentRange: HTTPHeader?)
    /// `GET`: query the upload's offset.
    case query(WebAddress)
    /// `PUT`: complete the upload with its last bytes, if any, and the digest.
    case finish(at: WebAddress, bytes: Range<Int64>)
}

/// How a blob came to be in the repository.
package enum UploadOutcome: Hashable, Sendable {
    /// It was already present.
    case alreadyPresent
    /// The registry mounted it from another repository.
    case mounted
    /// Its bytes were sent.
    case sent
    /// It is not in the repository, and was not to be sent.
    case absent
}

/// The reason why a ``BlobUpload`` gave up.
package enum UploadFailure: Hashable, Sendable {
    /// A request failed, or a transient error persisted through all retries.
    case transfer(TransferFailure)
    /// Authorization failed.
    case denied(AuthorizationError)
    /// The registry refused the blob.
    case refused(WriteRefusal)
    /// The registry named an unacceptable upload location.
    case location(ResponseError)
    /// The registry reports that it stored another digest.
    case otherDigest(named: Digest, expected: Digest)
    /// The status is not a valid response to a step of the upload.
    case unexpected(status: Int)
    /// The registry abandoned every upload; `reason` is the last failure.
    case lost(uploads: Int, reason: String)
}
