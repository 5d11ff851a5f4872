import ImageModel

/// One blob on its way into a repository: what is asked next, and when it is given up.
///
/// - What is there is not sent, and what another repository of the registry has is mounted; an upload that the registry opens
///   instead is used.
/// - A blob goes in one `PATCH` and gets its name by a `PUT` without bytes; a small one goes with the `PUT`. Where the
///   registry names a least length of chunks it goes in chunks, of which it keeps what is whole.
/// - After a cut the registry is asked how far it has come, and the upload goes on from there; where it has forgotten the
///   upload, a new one is opened. The retries are counted; ``BlobAttempts/progressThatCounts`` that it has kept start the
///   count anew.
/// - After a `PUT` without a good answer the blob is looked for first: it may have got its name.
///
/// States: *ready* · *checking* · *mounting* · *opening* · *sending* · *asking* (how far) · *finishing* · *confirming* (that a
/// `PUT` was good) · *spent*.
package struct BlobUpload: Sendable {
    /// What came of the last action.
    package enum Event: Sendable {
        /// The blob is to be written.
        case start
        /// An answer of `address`, with what its body says if it is an error.
        case answer(HTTPHead, body: ErrorBody?, from: WebAddress, UploadMoment)
        /// There was no answer.
        case failed(TransferFailure, UploadMoment)
        /// The registry does not let the request in.
        case denied(AuthorizationError)
    }

    /// What to do next.
    package enum Action: Hashable, Sendable {
        /// After the wait, send this.
        case send(UploadStep, afterMilliseconds: Int)
        /// The blob is in the repository.
        case done(UploadOutcome)
        /// It is not.
        case fail(UploadFailure)
    }

    /// A blob of at most so many bytes goes with the `PUT` that gives it its name: one request less.
    package static let mostWithName: Int64 = 256 << 10
    /// The bytes of a chunk, where the registry does not want more.
    package static let chunkBytes: Int64 = 16 << 20
    /// How often a registry may say in vain that a range is not the one it waits for.
    static let mostWrongRanges = 3

    enum State: Hashable {
        case ready, checking, mounting, opening, asking, confirming, spent
        case sending(Range<Int64>)
        case finishing(Range<Int64>)
    }

    let digest: Digest
    let size: Int64
    let source: String?
    let policy: RetryPolicy
    let place: UploadPlace
    var state = State.ready
    /// Where the upload goes on; `nil` as long as there is none.
    package internal(set) var location: WebAddress?
    /// What the registry is known to have.
    var offset: Int64 = 0
    var chunk: Int64?
    var retriesMade = 0
    var restarts = 0
    var wrongRanges = 0
    /// What failed last.
    var reason: String?

    /// The upload of a blob of `size` bytes; `source` is a repository of the registry that has it.
    package init(
        digest: Digest, size: Int64, mountingFrom source: String? = nil, place: UploadPlace, policy: RetryPolicy
    ) {
        self.digest = digest
        self.size = max(0, size)
        self.source = source
        self.place = place
        self.policy = policy
    }

    /// Decides on what comes next.
    package mutating func handle(_ event: Event) -> Action {
        switch (state, event) {
        case (.ready, .start): return enter(.checking, .check)
        case (.mounting, .denied):
            // Who may not read there may still write here.
            return enter(.opening, .open)
        case (.spent, _), (.ready, _), (_, .start): return fail(.unexpected(status: 0))
        case (_, .denied(let error)): return fail(.denied(error))
        case (_, .failed(let failure, let moment)): return again(failure, moment)
        case (_, .answer(let head, let body, let address, let moment)):
            let answer = UploadAnswer(head: head, body: body, address: address, moment: moment)
            return answered(answer)
        }
    }

    mutating func enter(_ next: State, _ step: UploadStep, afterMilliseconds: Int = 0) -> Action {
        state = next
        return .send(step, afterMilliseconds: afterMilliseconds)
    }

    mutating func done(_ outcome: UploadOutcome) -> Action {
        state = .spent
        return .done(outcome)
    }

    mutating func fail(_ failure: UploadFailure) -> Action {
        state = .spent
        return .fail(failure)
    }
}
