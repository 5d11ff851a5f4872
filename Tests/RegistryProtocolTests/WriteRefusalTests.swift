import ImageModel
import TestSupport
import Testing

@testable import RegistryProtocol

/// The meaning of an error response to a write.
struct WriteRefusalTests {
    private static let layer = "sha256:" + String(repeating: "a", count: 64)
    private static let other = "sha256:" + String(repeating: "b", count: 64)

    private func refusal(_ status: Int, _ errors: String, external: [String] = []) throws -> WriteRefusal {
        let failure = StatusFailure(
            HTTPHead(status: status), body: ErrorBody(parsing: Array(#"{"errors":[\#(errors)]}"#.utf8)))
        return WriteRefusal(failure, external: try external.map { try Digest(parsing: $0) })
    }

    private static func missing(_ digest: String) -> String {
        #"{"code":"MANIFEST_BLOB_UNKNOWN","message":"blob unknown to registry","detail":"\#(digest)"}"#
    }

    @Test(
        arguments: [
            (413, "", WriteRefusal.Reason.tooLarge, FailureSubject.malformed), (409, "", .conflict, .network),
            (412, #"{"code":"TAG_INVALID"}"#, .conflict, .network),
            (400, #"{"code":"MANIFEST_BLOB_UNKNOWN"}"#, .incomplete, .notFound),
            (404, #"{"code":"BLOB_UNKNOWN"}"#, .incomplete, .notFound),
            (500, #"{"code":"UNKNOWN"},{"code":"MANIFEST_BLOB_UNKNOWN"}"#, .incomplete, .notFound),
            (500, #"{"code":"MANIFEST_INVALID"}"#, .malformed, .malformed),
            (400, #"{"code":"SIZE_INVALID"}"#, .otherBytes, .integrity), (500, "", .status, .network),
            (500, #"{"code":"UNKNOWN"}"#, .status, .network), (403, #"{"code":"UNSUPPORTED"}"#, .status, .credentials),
        ] as [(Int, String, WriteRefusal.Reason, FailureSubject)])
    func `the codes of a response decide, before its status`(
        status: Int, errors: String, reason: WriteRefusal.Reason, subject: FailureSubject
    ) throws {
        let refusal = try refusal(status, errors)
        #expect(refusal.reason == reason)
        #expect(refusal.subject == subject)
    }

    // docker-registry 2.8.2 compares every manifest with SHA-256.
    @Test func `a manifest by SHA-512 is refused for its algorithm, one by SHA-256 for its bytes`() throws {
        let failure = StatusFailure(
            HTTPHead(status: 400), body: ErrorBody(parsing: Array(#"{"errors":[{"code":"DIGEST_INVALID"}]}"#.utf8)))
        let long = try Digest(parsing: "sha512:" + String(repeating: "a", count: 128))
        let refusal = WriteRefusal(failure, manifest: long)
        #expect(refusal.reason == .algorithm(.sha512) && refusal.subject == .malformed)
        #expect(
            refusal.description
                == "the registry does not take manifests by sha512 (status 400: DIGEST_INVALID)")
        #expect(WriteRefusal(failure, manifest: try Digest(parsing: Self.layer)).reason == .otherBytes)
        #expect(WriteRefusal(failure).reason == .otherBytes)
    }

    // docker-registry 2.8.2 and 3.1 send 500, `UNKNOWN` and `MANIFEST_BLOB_UNKNOWN` with the digest as its detail.
    @Test(
        .userCase("L24"),
        arguments: [
            (500, missing(layer), [layer], true), (400, missing(layer), [other, layer], true),
            (500, missing(layer) + "," + missing(other), [layer], false),
            (500, missing(layer) + "," + missing(other), [layer, other], true),
            (500, missing(layer), [], false), (500, missing(layer), [other], false),
            (500, #"{"code":"MANIFEST_BLOB_UNKNOWN"}"#, [layer], false), (500, #"{"code":"UNKNOWN"}"#, [layer], false),
        ])
    func `a layer with URLs is named if the registry reports no other blob`(
        status: Int, errors: String, external: [String], isNamed: Bool
    ) throws {
        let refusal = try refusal(status, #"{"code":"UNKNOWN"},"# + errors, external: external)
        #expect((refusal.reason == .urls(try Digest(parsing: Self.layer))) == isNamed)
        guard isNamed else { return }
        #expect(refusal.subject == .malformed)
        #expect(refusal.description.contains("does not accept layer \(Self.layer), whose descriptor names URLs"))
        #expect(refusal.description.contains("validation.manifests.urls.allow"))
    }
}
