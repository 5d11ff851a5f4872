/// Checks the response to one `GET` of a blob, or of a range of it, and decides where its bytes are written.
///
/// The size is the descriptor's; a response whose head contradicts it is refused before its first byte. A partial response is
/// accepted only for the requested range (RFC 9110, section 14).
///
/// States: *requested* (waiting for the head) · *gathering* (a small body that explains an error) · *receiving* · *spent*.
package struct BlobTransfer: Sendable {
    /// What happens to the request, after redirects.
    package enum Event: Sendable {
        /// The head of the response arrived.
        case head(HTTPHead, from: ResponseOrigin = .registry)
        /// That many bytes of the body arrived; the caller still holds them.
        case body(count: Int)
        /// The small body requested by ``Action/gather(atMost:)``, whole or cut at the limit.
        case gathered([UInt8])
        /// The response ended cleanly.
        case ended
        /// The response broke off or never arrived.
        case failed(TransferFailure)
    }

    /// What the caller does next.
    package enum Action: Hashable, Sendable {
        /// Prepare for bytes at that offset; the held bytes from there on are void.
        case receive(at: Int64)
        /// Keep up to that many bytes of the body in memory, end the transfer, and pass them as ``Event/gathered(_:)``.
        case gather(atMost: Int)
        /// Write the bytes of the last event at that offset.
        case write(at: Int64)
        /// All requested bytes are present.
        case verify
        /// Request the whole blob, without a range, in a new transfer.
        case requestWhole
        /// The transfer failed.
        case fail(TransferFailure)
    }

    private enum State {
        case requested
        case gathering(HTTPHead, isPage: Bool)
        case receiving(end: Int64)
        case spent
    }

    private let expectedSize: Int64
    private let requested: Range<Int64>
    private var state = State.requested
    private var position: Int64
    /// The encoding of the response; its bytes are the blob's all the same where a server labels a compressed file so.
    private var encoding: String?

    /// A transfer of the bytes `requested` of a blob of `expectedSize` bytes, limited to the blob.
    package init(expectedSize: Int64, requested: Range<Int64>) {
        self.expectedSize = max(0, expectedSize)
        self.requested = requested.clamped(to: 0..<max(0, expectedSize))
        position = self.requested.lowerBound
    }

    /// A transfer of everything from `offset` on.
    package init(expectedSize: Int64, resumingAt offset: Int64) {
        let size = max(0, expectedSize)
        self.init(expectedSize: size, requested: min(max(0, offset), size)..<size)
    }

    /// Whether no request is needed: the blob is empty, or all of it is held.
    package var isEmpty: Bool { requested.isEmpty }

    /// The `Range` field of the request, with both ends; `nil` requests the whole blob.
    package var rangeField: HTTPHeader? {
        guard !requested.isEmpty, requested != 0..<expectedSize else { return nil }
        return HTTPHeader(name: "Range", value: "bytes=\(requested.lowerBound)-\(requested.upperBound - 1)")
    }

    /// Handles one event.
    package mutating func handle(_ event: Event) -> Action {
        switch (state, event) {
        case (.requested, .head(let head, let origin)): return responded(head, from: origin)
        case (.gathering(let head, let isPage), .gathered(let bytes)):
            if isPage { return fail(.html(firstLine: ErrorBody.firstLine(of: bytes))) }
            return fail(.status(StatusFailure(head, body: ErrorBody(parsing: bytes))))
        case (.gathering(let head, let isPage), .ended), (.gathering(let head, let isPage), .failed):
            return fail(isPage ? .html(firstLine: nil) : .status(StatusFailure(head)))
        case (.receiving(let end), .body(let count)): return received(count, end: end)
        case (.receiving(let end), .ended): return ended(end: end)
        case (_, .failed(let failure)): return fail(failure)
        case (.requested, _), (.gathering, _), (.receiving, _), (.spent, _):
            return fail(.notStarted("a transfer event arrived out of order"))
        }
    }

    private mutating func responded(_ head: HTTPHead, from origin: ResponseOrigin) -> Action {
        encoding = head.contentEncoding
        switch head.status {
        // 203 comes from a proxy that may have changed the content, which the digest tells.
        case 200, 203: return whole(head)
        case 206: return partial(head)
        // Some servers refuse a range this way, so the whole blob is worth a try (containerd#11953). A storage service also
        // sends 400 or 403 for an expired signed address; ``BlobAttempts`` distinguishes these.
        case 400 where rangeField != nil && origin == .registry, 403 where rangeField != nil && origin == .registry,
            416 where rangeField != nil, 501 where rangeField != nil:
            state = .spent
            return .requestWhole
        default:
            state = .gathering(head, isPage: false)
            return .gather(atMost: ErrorBody.mostBytes)
        }
    }

    // The whole blob, whether or not a range was requested.
    private mutating func whole(_ head: HTTPHead) -> Action {
        if let page = pageInstead(head, expected: expectedSize) { return page }
        if let declared = head.contentLength, declared != expectedSize {
            return fail(.contradictoryLength(declared: declared, expected: expectedSize))
        }
        position = 0
        state = .receiving(end: expectedSize)
        return .receive(at: 0)
    }

    // A range that begins where it should, of a blob of the right size.
    private mutating func partial(_ head: HTTPHead) -> Action {
        guard let range = ContentRange(head.headers), let bytes = range.bytes, range.total == expectedSize,
            bytes.lowerBound == requested.lowerBound, bytes.upperBound <= requested.upperBound,
            head.contentLength.map({ $0 == Int64(bytes.count) }) ?? true
        else {
            guard rangeField != nil else {
                // Some servers send 206 for everything.
                guard head.headers.first("Content-Range") == nil else { return fail(.status(StatusFailure(head))) }
                return whole(head)
            }
            state = .spent
            return .requestWhole
        }
        if let page = pageInstead(head, expected: Int64(bytes.count)) { return page }
        state = .receiving(end: bytes.upperBound)
        return .receive(at: position)
    }

    // HTML in place of a blob is a proxy's page, unless its length says that the blob itself is HTML.
    private mutating func pageInstead(_ head: HTTPHead, expected: Int64) -> Action? {
        guard head.isPage, head.contentLength != expected else { return nil }
        state = .gathering(head, isPage: true)
        return .gather(atMost: 4096)
    }

    private mutating func received(_ count: Int, end: Int64) -> Action {
        guard count >= 0, Int64(count) <= end - position else { return fail(.moreThanExpected(expectedSize)) }
        let offset = position
        position += Int64(count)
        return .write(at: offset)
    }

    private mutating func ended(end: Int64) -> Action {
        guard position == end else { return fail(.tooShort(received: position, expected: expectedSize)) }
        // A server may send less than was requested; the rest takes another transfer.
        guard position >= requested.upperBound else {
            return fail(.cut(received: position, expected: expectedSize))
        }
        state = .spent
        return .verify
    }

    private mutating func fail(_ failure: TransferFailure) -> Action {
        state = .spent
        switch failure {
        case .moreThanExpected, .tooShort, .contradictoryLength: return .fail(encoding.map { .encoded($0) } ?? failure)
        case .notStarted, .nameResolution, .connection, .unreachable, .proxy, .tls, .timedOut, .stalled, .cut,
            .status, .redirect, .tooLong, .headTooLong, .html, .encoded, .undecodable, .wrongSize, .mismatch:
            return .fail(failure)
        }
    }
}

/// The server that sent a response.
package enum ResponseOrigin: Hashable, Sendable {
    /// The registry itself.
    case registry
    /// A server that the registry redirected to.
    case elsewhere
}
