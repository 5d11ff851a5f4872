import ImageModel
import TestSupport
import Testing

@testable import RegistryProtocol

/// The ways in which a blob gets into a repository without being sent, and their order.
struct UploadPlanTests {
    private static let session = "https://r.example/u/1"
    private static let moment = UploadMoment(randomUnit: 0, nowUnixSeconds: 0)

    private enum Answer {
        case status(Int)
        /// 202 with the location of an upload of that number.
        case opened(Int)
        case size(Int64)
        case denied
        case cut
    }

    private func digest(_ algorithm: DigestAlgorithm) throws -> Digest {
        try Digest(parsing: "\(algorithm.rawValue):" + String(repeating: "a", count: algorithm == .sha256 ? 64 : 128))
    }

    private func event(_ answer: Answer) throws -> BlobUpload.Event {
        let address = try WebAddress(parsing: "https://r.example/v2/a/blobs/uploads/")
        func response(_ status: Int, _ headers: HTTPHeaders) -> BlobUpload.Event {
            .response(HTTPHead(status: status, headers: headers), body: nil, from: address, Self.moment)
        }
        return switch answer {
        case .status(let status): response(status, [:])
        case .opened(let number): response(202, ["Location": "https://r.example/u/\(number)"])
        case .size(let size): response(200, ["Content-Length": "\(size)"])
        case .denied: .denied(AuthorizationError("r", .noChallenge))
        case .cut: .failed(.connection(code: 55, message: "gone"), Self.moment)
        }
    }

    private func words(_ action: BlobUpload.Action) -> String {
        switch action {
        case .send(.check, _): "HEAD"
        case .send(.mount(let source), _): "mount \(source)"
        case .send(.cancel(let location), _): "cancel \(location.description.suffix(1))"
        case .send(.open, _): "open"
        case .send(.send(let location, _, _), _): "send \(location.description.suffix(1))"
        case .send(.query, _), .send(.finish, _): "\(action)"
        case .done(let outcome): "\(outcome)"
        case .fail: "fail"
        }
    }

    /// The steps of an upload that gets `answers`, up to its last step.
    private func steps(
        _ plan: UploadPlan, _ answers: [Answer], algorithm: DigestAlgorithm = .sha256, retries: Int = 0
    ) throws -> [String] {
        var upload = BlobUpload(
            digest: try digest(algorithm), size: 9 << 20, by: plan,
            locations: UploadLocationPolicy(
                registry: try WebAddress(parsing: "https://r.example/v2"), permitsLeavingTLS: false),
            policy: RetryPolicy(mostRetries: retries))
        var steps = [words(upload.handle(.start))]
        for answer in answers { steps.append(words(upload.handle(try event(answer)))) }
        return steps
    }

    private let source = UploadPlan(sources: ["a"])
    private let remembered = UploadPlan(sources: [], remembered: ["b", "c"])

    @Test func `a repository that has the blob is asked before the target, a remembered one after it`() throws {
        #expect(try steps(source, [.status(201)]) == ["mount a", "mounted"])
        #expect(try steps(remembered, [.status(200)]) == ["HEAD", "alreadyPresent"])
        #expect(try steps(remembered, [.status(404), .status(201)]) == ["HEAD", "mount b", "mounted"])
        let both = UploadPlan(sources: ["a"], remembered: ["b"])
        #expect(
            try steps(both, [.status(404), .status(404), .status(404), .opened(1)])
                == ["mount a", "HEAD", "mount b", "open", "send 1"])
    }

    @Test func `an upload that the registry opens instead of a mount is used, and a second one is cancelled`() throws {
        #expect(try steps(source, [.opened(1), .status(404)]) == ["mount a", "HEAD", "send 1"])
        #expect(
            try steps(remembered, [.status(404), .opened(1), .opened(2), .status(204)])
                == ["HEAD", "mount b", "mount c", "cancel 2", "send 1"])
    }

    @Test(arguments: [204, 404, 500])
    func `an upload that was opened in vain is cancelled, whatever the registry answers`(status: Int) throws {
        #expect(
            try steps(source, [.opened(1), .status(200), .status(status)])
                == ["mount a", "HEAD", "cancel 1", "alreadyPresent"])
        #expect(
            try steps(remembered, [.status(404), .opened(1), .status(201), .status(status)])
                == ["HEAD", "mount b", "mount c", "cancel 1", "mounted"])
    }

    @Test(.userCase("L22"))
    func `a mount of a blob that is not named by SHA-256 is looked up, and sent if it is not there`() throws {
        #expect(
            try steps(source, [.status(201), .status(404), .opened(1)], algorithm: .sha512)
                == ["mount a", "HEAD", "open", "send 1"])
        #expect(try steps(source, [.status(201), .status(200)], algorithm: .sha512) == ["mount a", "HEAD", "mounted"])
        // A blob of another size is not the blob.
        #expect(
            try steps(source, [.status(201), .size(3), .opened(1)], algorithm: .sha512)
                == ["mount a", "HEAD", "open", "send 1"])
        #expect(
            try steps(remembered, [.status(404), .status(201), .status(404), .status(201)], algorithm: .sha512)
                == ["HEAD", "mount b", "HEAD", "mount c", "HEAD"])
    }

    @Test(.userCase("L19"))
    func `a mount that fails in any way is no reason to fail`() throws {
        for answer in [Answer.status(400), .status(403), .status(404), .status(405), .denied, .cut, .status(500)] {
            #expect(
                try steps(remembered, [.status(404), answer, answer, .opened(1)])
                    == ["HEAD", "mount b", "mount c", "open", "send 1"])
            #expect(try steps(source, [answer, .status(404)]) == ["mount a", "HEAD", "open"])
        }
        // A repository that has the blob is worth a retry, a remembered one is not.
        #expect(try steps(source, [.status(503)], retries: 1) == ["mount a", "mount a"])
        #expect(try steps(remembered, [.status(404), .status(503)], retries: 1) == ["HEAD", "mount b", "mount c"])
    }

    @Test func `the repositories that refused are known, and those that only failed are not among them`() throws {
        var upload = BlobUpload(
            digest: try digest(.sha256), size: 9, by: UploadPlan(sources: ["a"], remembered: ["b", "c"]),
            locations: UploadLocationPolicy(
                registry: try WebAddress(parsing: "https://r.example/v2"), permitsLeavingTLS: false),
            policy: RetryPolicy(mostRetries: 0))
        for event in [.start] + (try [.opened(1), .status(404), .denied, .cut].map(event)) { _ = upload.handle(event) }
        #expect(upload.refusedMounts == ["a", "b"])
    }

    @Test func `a blob that is only looked up is never sent, and one that is to be sent is not looked up`() throws {
        let lookUp = UploadPlan(sources: ["a"], remembered: ["b"], extent: .lookUp)
        #expect(
            try steps(lookUp, [.opened(1), .status(404), .status(404), .status(204)])
                == ["mount a", "HEAD", "mount b", "cancel 1", "absent"])
        #expect(try steps(UploadPlan(sources: ["a"], extent: .send), [.opened(1)]) == ["open", "send 1"])
    }
}
