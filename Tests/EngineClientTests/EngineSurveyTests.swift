import Foundation
import PlatformModel
import TestSupport
import Testing

@testable import EngineClient

/// Engines on Unix sockets that answer well, badly or not at all.
@Suite(.timeLimit(.minutes(1))) struct EngineSurveyTests {
    private static func ask(
        _ path: String, _ kind: EngineKind = .docker, limit: Int = 4 << 20
    ) async -> Engine.Answer {
        let endpoint = EngineEndpoint(kind, .socket(path), name: "test")
        return await EngineSurvey(seconds: 1, answerLimit: limit).engines(at: [endpoint])[0].answer
    }

    private static func answers(_ name: String) throws -> [String: String] {
        var answers: [String: String] = [:]
        for (path, file) in [("/version", "version"), ("/info", "info"), ("/v4.0.0/libpod/info", "libpod-info")] {
            answers[path] = try? Fixtures.text("engines/\(name)-\(file).json")
        }
        return answers
    }

    @Test func `Docker and podman are asked on their sockets`() async throws {
        let docker = try FakeEngine(.paths(Self.answers("docker-20.10.24")))
        let podman = try FakeEngine(.paths(Self.answers("podman-4.3.1")))
        #expect(await Self.ask(docker.path) == .facts(try EngineAnswerTests.facts("docker-20.10.24")))
        // Docker's variables may name podman's socket.
        let facts = try EngineAnswerTests.facts("podman-4.3.1")
        #expect(await Self.ask(podman.path) == .facts(facts))
        #expect(await Self.ask(podman.path, .podman) == .facts(facts))
    }

    @Test func `an engine that refuses to say more is shown with its version`() async throws {
        let version = try Fixtures.text("engines/docker-20.10.24-version.json")
        let engine = try FakeEngine(.paths(["/version": version]))
        guard case .facts(let facts) = await Self.ask(engine.path) else { throw MissingFacts() }
        #expect(facts.version == "20.10.24+dfsg1" && facts.stores == [])
    }

    @Test func `several engines are asked at once and listed in order`() async throws {
        let silent = try (0..<4).map { _ in try FakeEngine(.silence) }
        let docker = try FakeEngine(.paths(Self.answers("docker-20.10.24")))
        let endpoints = (silent + [docker]).map { EngineEndpoint(.docker, .socket($0.path), name: "test") }
        let start = ContinuousClock.now
        let engines = await EngineSurvey(seconds: 1).engines(at: endpoints)
        #expect(start.duration(to: .now) < .seconds(3))
        #expect(engines.map(\.endpoint) == endpoints)
        #expect(engines.dropLast().allSatisfy { $0.answer == .fault(.silent(seconds: 1)) })
        #expect(engines.last?.facts?.kind == .docker)
    }

    @Test(arguments: [EngineKind.docker, .containerd])
    func `silence, single bytes and bytes without end are bounded`(kind: EngineKind) async throws {
        let start = ContinuousClock.now
        let silent = try FakeEngine(.silence)
        #expect(await Self.ask(silent.path, kind) == .fault(.silent(seconds: 1)))
        if kind == .docker {
            let drip = try FakeEngine(.drip)
            #expect(await Self.ask(drip.path) == .fault(.silent(seconds: 1)))
            let endless = try FakeEngine(.endless)
            #expect(await Self.ask(endless.path, limit: 1 << 20) == .fault(.tooLong(limit: 1 << 20)))
        }
        #expect(start.duration(to: .now) < .seconds(6))
    }

    @Test(arguments: [
        (EngineKind.docker, "SSH-2.0-OpenSSH_9.2\r\n"), (.docker, "HTTP/1.1 200 OK\r\n\r\n<html>"), (.docker, ""),
        (.docker, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}"),
        (.containerd, "HTTP/1.1 400 Bad Request\r\n\r\n"), (.containerd, "SSH-2.0-OpenSSH_9.2\r\n"), (.containerd, ""),
    ])
    func `another server is told from an engine`(kind: EngineKind, text: String) async throws {
        let server = try FakeEngine(.bytes(Array(text.utf8)))
        let answer = await Self.ask(server.path, kind)
        #expect(answer == .fault(.notAnEngine))
    }

    @Test func `an error of the server is shown by its status`() async throws {
        let server = try FakeEngine(.paths([:]))
        #expect(await Self.ask(server.path) == .fault(.status(404)))
    }

    @Test func `a socket that is none, or on which nothing listens, is named`() async throws {
        let folder = try TemporaryFolder()
        #expect(await Self.ask(folder.file("absent")) == .fault(.noSocket))
        #expect(await Self.ask(try folder.write("file", "")) == .fault(.notASocket))
        let descriptor = try UnixSocket.bound(folder.file("dead.sock"))
        #expect(await Self.ask(folder.file("dead.sock")) == .fault(.refused))
        #expect(await Self.ask(folder.file("dead.sock"), .containerd) == .fault(.refused))
        close(descriptor)
    }

    @Test func `an engine behind TLS is asked with the certificates of Docker's directory`() async throws {
        let version = #"{"Version":"29.0.0","Os":"linux","Arch":"arm64"}"#
        let server = try RawServer(text: "HTTP/1.1 200 OK\nContent-Length: \(version.utf8.count)\n\n\(version)")
        let front = try TLSFront(before: server.authority, demandsClient: true)
        let folder = try TemporaryFolder()
        let files = [
            "ca.pem": front.certificate, "cert.pem": front.client.certificate, "key.pem": front.client.key,
        ]
        func answer(_ names: [String], _ variables: [String: String]) async throws -> Engine.Answer {
            let certificates = names.joined()
            for name in names {
                try folder.write("\(certificates)/\(name)", Fixtures.bytes(ofFile: files[name] ?? ""))
            }
            let all = variables.merging([
                "DOCKER_HOST": "tcp://127.0.0.1:\(front.port)", "DOCKER_CERT_PATH": folder.file(certificates),
            ]) { $1 }
            let finder = EngineFinder(variables: all, homeFolder: nil, userID: nil, root: folder.path)
            return await EngineSurvey(seconds: 5).engines(at: finder.endpoints())[0].answer
        }
        var facts = EngineFacts(kind: .docker)
        facts.version = "29.0.0"
        facts.platform = Platform(os: "linux", architecture: "arm64")
        let verified = ["DOCKER_TLS_VERIFY": "1"]
        #expect(try await answer(["ca.pem", "cert.pem", "key.pem"], verified) == .facts(facts))
        #expect(try await answer(["cert.pem", "key.pem"], ["DOCKER_TLS": "1"]) == .facts(facts))
        #expect(try await answer(["ca.pem"], verified) == .fault(.status(400)))
        guard case .fault(.transport(let sentence)) = try await answer(["cert.pem", "key.pem"], verified) else {
            throw MissingFault()
        }
        #expect(sentence.contains("certificate"))
        // Without TLS the server says that it expects it.
        #expect(try await answer([], [:]) == .fault(.status(400)))
    }

    @Test func `an address that cannot be asked keeps its reason`() async {
        let endpoint = EngineEndpoint(.docker, .other("ssh://host", .notAsked(scheme: "ssh")), name: "DOCKER_HOST")
        let engines = await EngineSurvey().engines(at: [endpoint])
        #expect(engines.map(\.answer) == [.fault(.notAsked(scheme: "ssh"))])
        #expect("\(EngineFault.notAsked(scheme: "ssh"))" == "not asked: ssh:// is not supported")
    }
}

/// An engine that should have answered did not.
private struct MissingFacts: Error {}

/// An engine should not have answered.
private struct MissingFault: Error {}

extension Fixtures {
    /// The bytes of any file.
    fileprivate static func bytes(ofFile path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }
}
