/// One answer to one `GET` of a blob, or of a stretch of it: where its bytes belong, and whether they are acceptable.
///
/// The size is the descriptor's; an answer that contradicts it is refused before its first byte, if its head tells. Only what
/// was asked for is accepted as partial: RFC 9110, section 14.
///
/// States: *asked* (the head is awaited) · *gathering* (a small body that explains an error) · *receiving* · *spent*.
package struct BlobTransfer: Sendable {
    /// What comes of the request, redirects followed.
    package enum Event: Sendable {
        /// The head of the answer, and who gave it.
        case head(HTTPHead, from: AnswerOrigin = .registry)
        /// That many bytes of the body came; they are still in the caller's hands.
        case body(count: Int)
        /// The small body that ``Action/gather(atMost:)`` asked for, whole or cut at the limit.
        case gathered([UInt8])
        /// The answer ended cleanly.
        case ended
        /// The answer broke off, or never came.
        case failed(TransferFailure)
    }

    /// What to do.
    package enum Action: Hashable, Sendable {
        /// Bytes follow that belong at that offset: what is held from there on is void.
        case receive(at: Int64)
        /// Keep up to so many bytes of the body in memory, end the transfer, and hand them over as ``Event/gathered(_:)``.
        case gather(atMost: Int)
        /// Write the bytes just counted at that offset.
        case write(at: Int64)
        /// All bytes that were asked for are there.
        case verify
        /// Give up what is held, and ask again for the whole blob, without a range: a new transfer.
        case askAfresh
        /// The transfer failed.
        case fail(BlobFailure)
    }

    private enum State {
        case asked
        case gathering(HTTPHead, isPage: Bool)
        case receiving(end: Int64)
        case spent
    }

    private let expectedSize: Int64
    private let asked: Range<Int64>
    private var state = State.asked
    private var position: Int64

    /// A transfer of the bytes `asked` of a blob of `expectedSize` bytes; what lies outside the blob is left out.
    package init(expectedSize: Int64, asked: Range<Int64>) {
        self.expectedSize = max(0, expectedSize)
        self.asked = asked.clamped(to: 0..<max(0, expectedSize))
        position = self.asked.lowerBound
    }

    /// A transfer of everything from `offset` on.
    package init(expectedSize: Int64, resumingAt offset: Int64) {
        let size = max(0, expectedSize)
        self.init(expectedSize: size, asked: min(max(0, offset), size)..<size)
    }

    /// Whether nothing needs to be asked: the blob is empty, or all of it is held.
    package var isNothingAsked: Bool { asked.isEmpty }

    /// The `Range` field of the request, closed at its end; `nil` asks for the whole blob.
    package var rangeField: HTTPHeader? {
        guard !asked.isEmpty, asked != 0..<expectedSize else { return nil }
        return HTTPHeader(name: "Range", value: "bytes=\(asked.lowerBound)-\(asked.upperBound - 1)")
    }

    /// Takes the transfer one step on.
    package mutating func handle(_ event: Event) -> Action {
        switch (state, event) {
        case (.asked, .head(let head, let origin)): return answered(head, from: origin)
        case (.gathering(let head, let isPage), .gathered(let bytes)):
            if isPage { return fail(.html(firstLine: FirstLine.of(bytes))) }
            return fail(.transfer(.status(StatusFailure(head, body: ErrorBody(parsing: bytes)))))
        case (.gathering(let head, let isPage), .ended), (.gathering(let head, let isPage), .failed):
            return fail(isPage ? .html(firstLine: nil) : .transfer(.status(StatusFailure(head))))
        case (.receiving(let end), .body(let count)): return received(count, end: end)
        case (.receiving(let end), .ended): return ended(end: end)
        case (_, .failed(let failure)): return fail(.transfer(failure))
        case (.asked, _), (.gathering, _), (.receiving, _), (.spent, _):
            return fail(.transfer(.notStarted("a step of the transfer came out of order")))
        }
    }

    private mutating func answered(_ head: HTTPHead, from origin: AnswerOrigin) -> Action {
        switch head.status {
        case 200: return whole(head)
        case 206: return partial(head)
        // Some servers answer so to a range that they do not like: the whole blob is worth a try (containerd#11953). A
        // storage service says 400 or 403 of a signed address that has expired, too: who makes the attempts judges that.
        case 400 where rangeField != nil && origin == .registry, 403 where rangeField != nil && origin == .registry,
            416 where rangeField != nil:
            state = .spent
            return .askAfresh
        default:
            state = .gathering(head, isPage: false)
            return .gather(atMost: ErrorBody.mostBytes)
        }
    }

    // The whole blob, whether that or a stretch was asked for.
    private mutating func whole(_ head: HTTPHead) -> Action {
        if let page = pageInstead(head, expected: expectedSize) { return page }
        if let declared = head.contentLength, declared != expectedSize {
            return fail(.contradictoryLength(declared: declared, expected: expectedSize))
        }
        position = 0
        state = .receiving(end: expectedSize)
        return .receive(at: 0)
    }

    // A stretch that begins where it was asked to, of a whole that has the right size.
    private mutating func partial(_ head: HTTPHead) -> Action {
        guard let range = ContentRange(head.headers), let bytes = range.bytes, range.total == expectedSize,
            bytes.lowerBound == asked.lowerBound, bytes.upperBound <= asked.upperBound,
            head.contentLength.map({ $0 == Int64(bytes.count) }) ?? true
        else {
            guard rangeField != nil else { return fail(.transfer(.status(StatusFailure(head)))) }
            state = .spent
            return .askAfresh
        }
        if let page = pageInstead(head, expected: Int64(bytes.count)) { return page }
        state = .receiving(end: bytes.upperBound)
        return .receive(at: position)
    }

    // HTML where a blob should be is a proxy's page, unless its length says that the blob itself is HTML.
    private mutating func pageInstead(_ head: HTTPHead, expected: Int64) -> Action? {
        guard ["text/html", "application/xhtml+xml"].contains(head.contentType), head.contentLength != expected else {
            return nil
        }
        state = .gathering(head, isPage: true)
        return .gather(atMost: 4096)
    }

    private mutating func received(_ count: Int, end: Int64) -> Action {
        guard count >= 0, Int64(count) <= end - position else { return fail(.tooLong(expected: expectedSize)) }
        let offset = position
        position += Int64(count)
        return .write(at: offset)
    }

    private mutating func ended(end: Int64) -> Action {
        guard position == end else { return fail(.tooShort(received: position, expected: expectedSize)) }
        // A server may send less than was asked for; the rest is another transfer's.
        guard position >= asked.upperBound else {
            return fail(.transfer(.cut(received: position, expected: expectedSize)))
        }
        state = .spent
        return .verify
    }

    private mutating func fail(_ failure: BlobFailure) -> Action {
        state = .spent
        return .fail(failure)
    }
}
