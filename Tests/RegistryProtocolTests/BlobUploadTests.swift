import ImageModel
import Testing

@testable import RegistryProtocol

/// The upload of one blob: responses and the requests that follow.
struct BlobUploadTests {
    private static let size: Int64 = 40 << 20
    private static let session = "https://r.example/u/1?_state=a%3D"
    private let digest: Digest

    init() throws {
        digest = try Digest(parsing: "sha256:" + String(repeating: "a", count: 64))
    }

    private func upload(
        _ digest: Digest? = nil, size: Int64 = size, by plan: UploadPlan = UploadPlan(), retries: Int = 3
    ) throws -> BlobUpload {
        let locations = UploadLocationPolicy(
            registry: try WebAddress(parsing: "https://r.example/v2"), permitsLeavingTLS: false)
        return BlobUpload(
            digest: digest ?? self.digest, size: size, by: plan, locations: locations,
            policy: RetryPolicy(mostRetries: retries))
    }

    private func answer(
        _ status: Int, _ headers: HTTPHeaders = HTTPHeaders(), code: String? = nil
    ) throws -> BlobUpload.Event {
        let body = code.flatMap { ErrorBody(parsing: Array(#"{"errors":[{"code":"\#($0)"}]}"#.utf8)) }
        return .response(
            HTTPHead(status: status, headers: headers), body: body,
            from: try WebAddress(parsing: "https://r.example/v2/a/blobs/uploads/"), Self.moment)
    }

    private static let moment = UploadMoment(randomUnit: 0, nowUnixSeconds: 0)
    private static let cut = BlobUpload.Event.failed(.connection(code: 55, message: "gone"), moment)
    private var opened: HTTPHeaders { ["Location": Self.session] }

    private func address(_ text: String = session) throws -> WebAddress { try WebAddress(parsing: text) }

    private func whole(_ bytes: Range<Int64> = 0..<size) throws -> BlobUpload.Action {
        .send(.send(to: try address(), bytes: bytes, contentRange: nil), afterMilliseconds: 0)
    }

    private func range(_ bytes: Range<Int64>) throws -> BlobUpload.Action {
        let range = HTTPHeader(name: "Content-Range", value: "\(bytes.lowerBound)-\(bytes.upperBound - 1)")
        return .send(.send(to: try address(), bytes: bytes, contentRange: range), afterMilliseconds: 0)
    }

    private func named(_ bytes: Range<Int64> = size..<size) throws -> BlobUpload.Action {
        let encoded = "sha256%3A" + digest.hex
        return .send(
            .finish(at: try address("\(Self.session)&digest=\(encoded)"), bytes: bytes), afterMilliseconds: 0)
    }

    private static let open = BlobUpload.Action.send(.open, afterMilliseconds: 0)

    private func expect(
        _ upload: BlobUpload, _ steps: [(BlobUpload.Event, BlobUpload.Action)],
        _ location: SourceLocation = #_sourceLocation
    ) {
        var upload = upload
        for (index, step) in steps.enumerated() {
            #expect(upload.handle(step.0) == step.1, "step \(index)", sourceLocation: location)
        }
    }

    /// The steps up to the `PATCH` of everything.
    private func begun() throws -> [(BlobUpload.Event, BlobUpload.Action)] {
        [
            (.start, .send(.check, afterMilliseconds: 0)), (try answer(404), Self.open),
            (try answer(202, opened), try whole()),
        ]
    }

    @Test func `a blob that is already present is not sent`() throws {
        expect(
            try upload(), [(.start, .send(.check, afterMilliseconds: 0)), (try answer(200), .done(.alreadyPresent))])
        let other: HTTPHeaders = ["Content-Length": "7"]
        expect(try upload(), [(.start, .send(.check, afterMilliseconds: 0)), (try answer(200, other), Self.open)])
    }

    @Test func `a large blob is sent in one stream and named by a separate request`() throws {
        expect(
            try upload(),
            try begun() + [
                (try answer(202, ["Location": Self.session, "Range": "0-\(Self.size - 1)"]), try named()),
                (try answer(201, ["Docker-Content-Digest": digest.description]), .done(.sent)),
            ])
    }

    @Test(arguments: [0, 1, 256 << 10] as [Int64])
    func `a small blob is sent with the request that names it`(size: Int64) throws {
        expect(
            try upload(size: size),
            [
                (.start, .send(.check, afterMilliseconds: 0)), (try answer(404), Self.open),
                (try answer(202, opened), try named(0..<size)), (try answer(201), .done(.sent)),
            ])
    }

    @Test func `a registry with a minimum chunk length gets chunks of at least that length`() throws {
        let chunky: HTTPHeaders = ["Location": Self.session, "OCI-Chunk-Min-Length": "\(20 << 20)"]
        expect(
            try upload(),
            [
                (.start, .send(.check, afterMilliseconds: 0)), (try answer(404), Self.open),
                (try answer(202, chunky), try range(0..<20 << 20)),
                (try answer(202, opened), try range(20 << 20..<40 << 20)), (try answer(202, opened), try named()),
            ])
    }

    @Test func `after a cut the upload continues at the registry's offset`() throws {
        expect(
            try upload(),
            try begun() + [
                (Self.cut, .send(.query(try address()), afterMilliseconds: 500)),
                (try answer(204, ["Range": "0-99"]), try range(100..<Self.size)),
                (try answer(416, ["Range": "0-9"]), .send(.query(try address()), afterMilliseconds: 0)),
                (try answer(204, ["Range": "bytes=0-9"]), try range(10..<Self.size)),
                (try answer(202, ["Range": "0-19"]), try range(20..<Self.size)),
                (try answer(202), try named()),
            ])
    }

    // docker-registry 2.8 appends bytes at whatever offset they are sent.
    @Test func `a wrong digest of a resumed upload leads to a new one, that of a whole upload is final`() throws {
        let wrong = try answer(400, code: "DIGEST_INVALID")
        let resumed: [(BlobUpload.Event, BlobUpload.Action)] =
            try begun() + [
                (Self.cut, .send(.query(try address()), afterMilliseconds: 500)),
                (try answer(204, ["Range": "0-99"]), try range(100..<Self.size)), (try answer(202), try named()),
                (wrong, Self.open), (try answer(202, opened), try whole()), (try answer(202), try named()),
            ]
        let failure = StatusFailure(
            HTTPHead(status: 400), body: ErrorBody(parsing: Array(#"{"errors":[{"code":"DIGEST_INVALID"}]}"#.utf8)))
        expect(try upload(), resumed + [(wrong, .fail(.refused(WriteRefusal(failure))))])
    }

    @Test(arguments: [nil, "0-x", "5-9", "0-\(size)", "9"])
    func `a registry without a usable offset leads to a new upload`(range: String?) throws {
        let headers = HTTPHeaders(range.map { [HTTPHeader(name: "Range", value: $0)] } ?? [])
        expect(
            try upload(),
            try begun() + [
                (Self.cut, .send(.query(try address()), afterMilliseconds: 500)), (try answer(204, headers), Self.open),
            ])
    }

    @Test func `an offset of 0-0 is ignored, and a complete one completes the upload`() throws {
        let asked: [(BlobUpload.Event, BlobUpload.Action)] =
            try begun() + [(Self.cut, .send(.query(try address()), afterMilliseconds: 500))]
        expect(try upload(), asked + [(try answer(204, ["Range": "0-0"]), Self.open)])
        expect(try upload(), asked + [(try answer(204, ["Range": "0-\(Self.size - 1)"]), try named())])
    }

    @Test(
        arguments: [(404, nil), (410, nil), (400, "BLOB_UPLOAD_INVALID"), (404, "BLOB_UPLOAD_UNKNOWN")]
            as [(Int, String?)])
    func `a forgotten upload is restarted, a few times`(status: Int, code: String?) throws {
        let forgotten = try answer(status, code: code)
        let again = [(forgotten, Self.open), (try answer(202, opened), try whole())]
        let failure = StatusFailure(
            HTTPHead(status: status),
            body: code.flatMap { ErrorBody(parsing: Array(#"{"errors":[{"code":"\#($0)"}]}"#.utf8)) })
        expect(
            try upload(),
            try begun() + again + again + again + [
                (forgotten, .fail(.lost(uploads: 4, reason: failure.description)))
            ])
    }

    @Test func `after a lost response the blob is looked up before anything is sent again`() throws {
        let lost: [(BlobUpload.Event, BlobUpload.Action)] =
            try begun() + [
                (try answer(202, opened), try named()), (Self.cut, .send(.check, afterMilliseconds: 500)),
            ]
        expect(try upload(), lost + [(try answer(200), .done(.sent))])
        expect(
            try upload(),
            lost + [
                (try answer(404), .send(.query(try address()), afterMilliseconds: 0)),
                (try answer(204, ["Range": "0-\(Self.size - 1)"]), try named()), (try answer(201), .done(.sent)),
            ])
    }

    @Test func `the registry's waits are kept, up to a limit`() throws {
        let busy = try answer(503, ["Retry-After": "2"])
        expect(
            try upload(retries: 1),
            try begun() + [
                (busy, .send(.query(try address()), afterMilliseconds: 2000)),
                (busy, .fail(.transfer(.status(StatusFailure(HTTPHead(status: 503, headers: ["Retry-After": "2"])))))),
            ])
    }

    @Test func `a refusal gives its reason`() throws {
        for (status, code, reason) in [
            (413, nil, WriteRefusal.Reason.tooLarge), (400, "DIGEST_INVALID", .otherBytes), (403, "DENIED", .status),
            (400, "UNSUPPORTED", .malformed),
        ] as [(Int, String?, WriteRefusal.Reason)] {
            var upload = try upload()
            for step in try begun() { _ = upload.handle(step.0) }
            guard case .fail(.refused(let refusal)) = upload.handle(try answer(status, code: code)) else {
                Issue.record("\(status) is not refused")
                continue
            }
            #expect(refusal.reason == reason)
        }
    }

    @Test func `a wrong digest and an inward location are refused`() throws {
        let other = try Digest(parsing: "sha256:" + String(repeating: "b", count: 64))
        expect(
            try upload(),
            try begun() + [
                (try answer(202, opened), try named()),
                (
                    try answer(201, ["Docker-Content-Digest": other.description]),
                    .fail(.otherDigest(named: other, expected: digest))
                ),
            ])
        let metadata = "https://169.254.169.254/u"
        expect(
            try upload(),
            [
                (.start, .send(.check, afterMilliseconds: 0)), (try answer(404), Self.open),
                (
                    try answer(202, ["Location": metadata]),
                    .fail(.location(.inward(.upload, target: try WebAddress(parsing: metadata))))
                ),
            ])
    }

    @Test func `an expired address elsewhere leads to a new upload`() throws {
        let away: HTTPHeaders = ["Location": "https://s.example/u?sig=1"]
        var upload = try upload()
        for event in [.start, try answer(404), try answer(202, away)] { _ = upload.handle(event) }
        #expect(upload.handle(try answer(403)) == Self.open)
    }

    // Seeded random walks over all responses always reach an end.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `no registry keeps an upload going forever`(seed: UInt64) throws {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ count: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(count))
        }
        let statuses = [200, 201, 202, 204, 400, 401, 403, 404, 413, 416, 429, 500, 503]
        let ranges = ["0-0", "0-5", "0-\(Self.size - 1)", "0-\(Self.size)", "x"]
        let plan = UploadPlan(
            sources: Array(["a", "b"].prefix(next(3))), remembered: Array(["c", "d"].prefix(next(3))),
            extent: [.whole, .lookUp, .send][next(3)])
        var upload = try upload(
            [digest, try Digest(parsing: "sha512:" + String(repeating: "a", count: 128))][next(2)],
            size: [0, 9, Self.size][next(3)], by: plan)
        var action = upload.handle(.start)
        for _ in 0..<2000 {
            guard case .send = action else { return }
            let headers: HTTPHeaders = ["Location": Self.session, "Range": ranges[next(ranges.count)]]
            action = upload.handle(next(4) == 0 ? Self.cut : try answer(statuses[next(statuses.count)], headers))
        }
        Issue.record("it goes on, seed \(seed)")
    }
}
