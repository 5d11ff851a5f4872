import ImageModel
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

/// Servers that encode what they send, although nobody asked.
struct ContentEncodingTests {
    private let bench: TransferBench

    init() throws {
        bench = try TransferBench(access: .bearer(TokenServer()))
    }

    @Test(.userCase("P10")) func `no request asks for an encoding, and documents and tokens are decoded`() async throws
    {
        let bytes = Array(#"{"os":"linux"}"#.utf8)
        let config = try bench.offer(bytes)
        bench.server.misbehave(on: .matching("^/"), .gzipEncoded)
        let session = try bench.session()
        #expect(try await session.document(tag: "1").bytes == Array("{}".utf8))
        #expect(try await session.smallBlob(config) == bytes)
        #expect(try await session.tags().tags == ["1"])
        #expect(bench.server.requests(to: "/token").first?.faults == ["gzip encoded"])
        #expect(bench.server.log.allSatisfy { $0.headers["Accept-Encoding"] == "identity" })
    }

    @Test func `the explanation of an error is decoded`() async throws {
        bench.server.misbehave(
            on: "/manifests/", .status(400, body: #"{"errors":[{"code":"X","message":"plain words"}]}"#), .gzipEncoded)
        let error = await #expect(throws: RegistryError.self) { try await bench.session().document(tag: "1") }
        #expect(error?.description.contains("X: plain words") == true, "\(String(describing: error))")
    }

    @Test(.userCase("P10")) func `a blob that is encoded is named, after one fresh request`() async throws {
        let blob = try bench.offer(noise(100_000))
        bench.server.misbehave(on: "/blobs/", .gzipEncoded)
        let error = await bench.failure(blob)
        #expect(error?.subject == .integrity)
        guard case .transfer(.encoded("gzip")) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        bench.expectNothing()
    }

    // Storage services send what a file was labelled with when it was stored: a layer that is gzip is labelled so.
    @Test func `a blob whose own bytes are labelled gzip is accepted`() async throws {
        let bytes = noise(100_000)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", .header("Content-Encoding", "gzip"))
        _ = try await bench.fetch(blob)
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `a small document that decodes to a huge one ends at the limit`() async throws {
        let bomb = try runChecked("gzip", ["-n"], stdin: [UInt8](repeating: 0x20, count: 64 << 20)).stdout
        #expect(bomb.count < 100_000)
        bench.server.misbehave(
            on: "/manifests/",
            .custom("bomb") { reply, _ in
                reply.body = bomb
                reply.headers["Content-Encoding"] = "gzip"
            })
        let error = await #expect(throws: RegistryError.self) { try await bench.session().document(tag: "1") }
        #expect(error?.subject == .malformed)
        #expect(error?.description.contains("longer than \(Limits.manifestBytes) bytes") == true)
    }

    // libcurl decodes one member; gzip -d and Go read them all.
    @Test func `gzip with bytes behind its end is named`() async throws {
        let member = try runChecked("gzip", ["-n"], stdin: Array("{}".utf8)).stdout
        for bytes in [member + member, member + Array("junk junk junk junk".utf8)] {
            bench.server.misbehave(
                on: "/manifests/",
                .custom("behind the end") { reply, _ in
                    reply.body = bytes
                    reply.headers["Content-Encoding"] = "gzip"
                })
            let error = await #expect(throws: RegistryError.self) { try await bench.session().document(tag: "1") }
            #expect(error?.subject == .integrity, "\(String(describing: error))")
            #expect(error?.description.contains("cannot be decoded from its Content-Encoding 'gzip'") == true)
        }
    }

    @Test(arguments: ["snappy", "gzip"])
    func `a document that cannot be decoded is named with its encoding`(coding: String) async throws {
        bench.server.misbehave(on: "/manifests/", .header("Content-Encoding", coding))
        let error = await #expect(throws: RegistryError.self) { try await bench.session().document(tag: "1") }
        #expect(error?.subject == .integrity)
        #expect(error?.description.contains("Content-Encoding '\(coding)'") == true, "\(String(describing: error))")
    }
}
