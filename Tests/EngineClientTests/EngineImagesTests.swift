import Foundation
import ImageModel
import TestSupport
import Testing

@testable import EngineClient

/// Images that are sent to an engine.
@Suite(.timeLimit(.minutes(1))) struct EngineImagesTests {
    private static let config = digest("c")
    private static let manifest = digest("d")
    private static let name = "host.example:5000/team/app:1"

    private static func digest(_ digit: Character) -> String { "sha256:" + String(repeating: digit, count: 64) }

    private func digests() throws -> [Digest] { try [Self.manifest, Self.config].map { try Digest(parsing: $0) } }

    private func images(_ engine: LoadingEngine) async throws -> EngineImages {
        try await EngineImages(EngineEndpoint(.docker, .socket(engine.path), name: "test"))
    }

    /// Sends `bytes` as an archive, in small pieces.
    private func load(_ bytes: [UInt8], to engine: LoadingEngine, size: Int? = nil) async throws(EngineFault) {
        let images: EngineImages
        do {
            images = try await self.images(engine)
        } catch {
            throw error as? EngineFault ?? .notAnEngine
        }
        let pipe = UploadPipe()
        Thread.detachNewThread {
            for start in stride(from: 0, to: bytes.count, by: 100_000) {
                let piece = bytes[start..<min(start + 100_000, bytes.count)]
                guard piece.withUnsafeBytes({ pipe.write($0) }) else { return }
            }
            pipe.finish()
        }
        try await images.load(pipe, size: Int64(size ?? bytes.count))
    }

    private static let archive = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }

    // MARK: - Loading

    @Test(arguments: [
        #"{"stream":"Loaded image: host.example:5000/team/app:1\n"}"#,
        #"{"stream":"Loaded image: host.example:5000/team/app:1"}"# + "\n",
        #"{"status":"Loading layer","progressDetail":{"current":1,"total":2},"id":"1"}"# + "\r\n"
            + #"{"stream":"Loaded image ID: sha256:cc\n"}"# + "\r\n",
        #"{"stream":"Loaded image(s): a,b"}"#,
    ])
    func `every byte arrives in order, and the engine's word counts`(answer: String) async throws {
        let engine = try LoadingEngine(.loads(name: Self.name, id: Self.config, answer: answer))
        try await load(Self.archive, to: engine)
        #expect(engine.received == Self.archive)
        let images = try await images(engine)
        #expect(try await images.lists(digests(), as: Self.name))
        #expect(try await images.lists(digests(), as: nil))
        #expect(try await !images.lists(digests(), as: "host.example:5000/team/other:1"))
    }

    @Test(arguments: [
        (
            LoadingEngine.Conduct.answers(
                status: 200, #"{"errorDetail":{"message":"no space left\non device"},"error":"other"}"#),
            EngineFault.refusal("no space left on device")
        ),
        (.answers(status: 200, #"{"error":"\u001b[31mred"}"#), .refusal(#"\u{1b}[31mred"#)),
        (
            .answers(status: 500, #"{"cause":"c","message":"payload does not match","response":500}"#),
            .refusal("payload does not match")
        ),
        (.answers(status: 404, "404 page not found\n"), .status(404)),
        (.answers(status: 200, ""), .unconfirmed),
        (.answers(status: 200, #"{"stream":"Loading"}"#), .unconfirmed),
        (.answers(status: 200, #"[[[["#), .unconfirmed),
        (.breaksOff(#"{"status":"Loading layer"}"#), .unconfirmed),
    ])
    func `an engine that does not load says why`(conduct: LoadingEngine.Conduct, fault: EngineFault) async throws {
        let engine = try LoadingEngine(conduct)
        await #expect(throws: fault) { try await load(Self.archive, to: engine) }
    }

    @Test(arguments: [0, 100_000, 2_000_000])
    func `an answer before the last byte ends the sending`(count: Int) async throws {
        let refusal = #"{"errorDetail":{"message":"invalid tar header"}}"#
        let engine = try LoadingEngine(.refuses(afterBytes: count, refusal))
        // The kernel may discard the answer together with the bytes that were not read.
        let fault = await #expect(throws: EngineFault.self) { try await load(Self.archive, to: engine) }
        if case .lost? = fault { return }
        #expect(fault == .refusal("invalid tar header"))
    }

    @Test(arguments: [0, 1, 1_000_000, 3_000_001])
    func `an engine that dies while it reads has loaded nothing`(count: Int) async throws {
        let engine = try LoadingEngine(.dies(afterBytes: count))
        let fault = await #expect(throws: EngineFault.self) { try await load(Self.archive, to: engine) }
        guard case .lost(let sent, of: 3_000_001)? = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(sent >= count)
    }

    @Test func `an archive that ends early ends the request before it is complete`() async throws {
        let answer = #"{"stream":"Loaded image: a"}"#
        let engine = try LoadingEngine(.loads(name: "a", id: Self.config, answer: answer))
        await #expect(throws: EngineFault.self) { try await load(Array(Self.archive[..<9]), to: engine, size: 10) }
        #expect(engine.received.count < 10)
    }

    @Test func `a cancelled sending ends at once, also while the archive has not gone on`() async throws {
        let engine = try LoadingEngine(.loads(name: "a", id: Self.config, answer: ""))
        let images = try await images(engine)
        let pipe = UploadPipe()
        let task = Task { try await images.load(pipe, size: 10) }
        while engine.requests.count < 2 { try await Task.sleep(for: .milliseconds(5)) }
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: EngineFault.self) { try await task.value }
        #expect(start.duration(to: .now) < .seconds(5))
        #expect([1, 2].withUnsafeBytes { pipe.write($0) } == false)
    }

    // MARK: - What the engine has

    @Test(arguments: [config, manifest])
    func `an image that the engine has under its name is not sent`(id: String) async throws {
        let engine = try LoadingEngine(images: [Self.name: id])
        #expect(try await images(engine).has(digests(), as: Self.name))
        #expect(engine.requests == ["GET /_ping", "GET /images/\(Self.name)/json"])
    }

    @Test func `an image that the engine has under another name gets this one, too`() async throws {
        let engine = try LoadingEngine(images: ["other:1": Self.config, Self.name: Self.digest("e")])
        let images = try await images(engine)
        #expect(try await images.has(digests(), as: Self.name))
        #expect(engine.requests.contains("POST /images/\(Self.config)/tag?repo=host.example:5000/team/app&tag=1"))
        #expect(try await images.lists(digests(), as: Self.name))
    }

    @Test func `another image of the same name, and none, are to be replaced`() async throws {
        let engine = try LoadingEngine(images: [Self.name: Self.digest("e")])
        let images = try await images(engine)
        #expect(try await !images.has(digests(), as: Self.name))
        #expect(try await !images.has(digests(), as: "host.example/none:1"))
        #expect(try await !images.has(digests(), as: nil))
    }

    @Test(
        arguments: [
            ("Docker/29.7.0-dev (linux)", .docker, "29.7.0-dev"), ("Libpod/4.3.1 (linux)", .podman, "4.3.1"),
            (nil, .docker, "20.10.24+dfsg1"), ("haproxy", .docker, "20.10.24+dfsg1"),
            ("Docker/", .docker, "20.10.24+dfsg1"),
        ] as [(String?, EngineKind, String)])
    func `an engine names itself in a field, or in its version`(
        server: String?, kind: EngineKind, version: String
    ) async throws {
        let engine = try LoadingEngine(server: server)
        let facts = try await images(engine).engine.facts
        #expect(facts?.kind == kind && facts?.version == version)
    }

    @Test func `what is no engine is not sent anything`() async throws {
        let server = try FakeEngine(.paths(["/version": "{}"]))
        await #expect(throws: EngineFault.notAnEngine) {
            _ = try await EngineImages(EngineEndpoint(.docker, .socket(server.path), name: "test"))
        }
    }

    @Test(arguments: [
        ("docker", "20.10.24+dfsg1", false), ("docker", "23.0.0", true), ("docker", "29.7.0-dev", true),
        ("docker", "dev", true), ("podman", "4.3.1", true),
    ])
    func `Docker loads zstd since version 23`(kind: String, version: String, loads: Bool) throws {
        var facts = EngineFacts(kind: try #require(EngineKind(rawValue: kind)))
        facts.version = version
        #expect(facts.loadsZstandard == loads)
    }
}
