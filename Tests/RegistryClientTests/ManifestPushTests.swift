import ImageModel
import ImageStore
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

/// Heads of manifests, and writes.
struct ManifestPushTests {
    private let bench: TransferBench
    private let session: RegistrySession

    init() throws {
        bench = try TransferBench()
        session = try bench.session(access: .push)
    }

    @Test(arguments: [Fault?.none, .status(404), .status(405), .status(401), .noDigest, .closedWithoutReply])
    func `an existing manifest has a head, even if the registry handles HEAD badly`(fault: Fault?) async throws {
        if let fault { bench.server.misbehave(on: "/manifests/", method: "HEAD", fault) }
        let head = try #require(try await session.manifestHead("1"))
        #expect(try head.digest == Digest.of(Array("{}".utf8)))
        #expect(head.mediaType == MediaType.ociManifest && head.size == 2)
    }

    @Test(arguments: ["missing", "sha256:" + String(repeating: "0", count: 64)])
    func `a missing manifest has no head`(name: String) async throws {
        #expect(try await session.manifestHead(name) == nil)
    }

    @Test func `a registry error is not taken for a missing manifest`() async throws {
        bench.server.misbehave(on: "/manifests/", .status(503))
        let error = await #expect(throws: RegistryError.self) { try await session.manifestHead("1") }
        #expect(error?.subject == .network)
    }

    @Test func `a manifest is written byte for byte under its tag and its digest, with its media type`()
        async throws
    {
        let bytes = Array("{\"ä\": \"\u{0}\"}".utf8) + [0xFF, 0x00, 0xC3]
        let digest = try Digest.of(bytes)
        #expect(try await session.put(manifest: bytes, mediaType: MediaType.ociIndex, as: "two").digest == digest)
        #expect(
            try await session.put(manifest: bytes, mediaType: MediaType.ociIndex, as: digest.description).digest
                == digest)
        let held = try #require(bench.server.content.repositories["team/app"])
        #expect(held.tags["two"] == digest.description)
        #expect(held.manifests[digest.description]?.bytes == bytes)
        #expect(held.manifests[digest.description]?.mediaType == MediaType.ociIndex)
        #expect(bench.server.log.map(\.method) == ["PUT", "PUT"])
    }

    @Test func `bytes with another digest than their name are not sent`() async throws {
        let digest = try Digest.of(Array("other".utf8)).description
        let error = await #expect(throws: RegistryError.self) {
            try await session.put(manifest: [1], mediaType: MediaType.ociManifest, as: digest)
        }
        #expect(error?.subject == .integrity)
        #expect(bench.server.log.isEmpty)
    }

    @Test(arguments: [
        (
            Fault.status(400, body: #"{"errors":[{"code":"MANIFEST_BLOB_UNKNOWN","message":"m"}]}"#),
            FailureSubject.notFound
        ),
        (.status(404, body: #"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#), .notFound),
        (.status(400, body: #"{"errors":[{"code":"MANIFEST_INVALID"}]}"#), .malformed),
        (.status(413), .malformed), (.status(403), .credentials), (.status(500), .network),
        (.status(429), .rateLimited), (.wrongDigest, .integrity),
    ])
    func `a refused manifest is reported with its reason`(fault: Fault, subject: FailureSubject) async throws {
        bench.server.misbehave(on: "/manifests/", method: "PUT", fault)
        let error = await #expect(throws: RegistryError.self) {
            try await session.put(manifest: Array("{}".utf8), mediaType: MediaType.ociManifest, as: "x")
        }
        #expect(error?.subject == subject, "\(String(describing: error))")
    }

    @Test func `a manifest with missing parts is explained in the error`() async throws {
        let image = SampleImages.single()
        let error = await #expect(throws: RegistryError.self) {
            try await session.put(manifest: image.root.bytes, mediaType: image.root.mediaType, as: "x")
        }
        #expect(error?.description.contains("which must be pushed first") == true, "\(String(describing: error))")
    }

    @Test(.userCase("L24")) func `a manifest whose layer the registry refuses for its URLs is sent once`() async throws
    {
        let image = SampleImages.withLayers(at: ["https://layers.example/x"])
        let layer = image.layers[0].digest
        bench.server.misbehave(
            on: "/manifests/", method: "PUT",
            .status(
                500,
                body: #"{"errors":[{"code":"UNKNOWN","message":"unknown error"},"#
                    + #"{"code":"MANIFEST_BLOB_UNKNOWN","message":"blob unknown to registry","detail":"\#(layer)"}]}"#))
        let error = await #expect(throws: RegistryError.self) {
            try await session.put(manifest: image.root.bytes, mediaType: image.root.mediaType, as: "x")
        }
        #expect(error?.subject == .malformed && error?.isTransient == false)
        #expect(error?.description.contains("does not accept layer \(layer)") == true, "\(String(describing: error))")
        #expect(bench.server.log.map(\.method) == ["PUT"])
    }

    @Test(arguments: [409, 412])
    func `an immutable tag is a conflict`(status: Int) async throws {
        bench.server.misbehave(on: "/manifests/", method: "PUT", .status(status))
        let error = await #expect(throws: RegistryError.self) {
            try await session.put(manifest: Array("{}".utf8), mediaType: MediaType.ociManifest, as: "x")
        }
        #expect(error?.isConflict == true)
    }

    @Test(arguments: [Fault.status(503), .tooManyRequests(retryAfter: "0"), .closedWithoutReply])
    func `a transient failure is retried`(fault: Fault) async throws {
        bench.server.misbehave(on: "/manifests/", method: "PUT", hits: 1...2, fault)
        try await session.put(manifest: Array("{}".utf8), mediaType: MediaType.ociManifest, as: "x")
        #expect(bench.server.requests(to: "/manifests/").count == 3)
    }
}
