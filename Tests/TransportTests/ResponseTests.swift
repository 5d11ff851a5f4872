import RegistryProtocol
import TestSupport
import Testing

@testable import Transport

struct ResponseTests {
    @Test func `interim responses are dropped`() async throws {
        let server = try RawServer(
            text: """
                HTTP/1.1 100 Continue
                X-Interim: 1

                HTTP/1.1 103 Early Hints
                Link: </x>; rel=preload

                HTTP/1.1 200 Fine
                Content-Length: 2
                X-Final: yes

                ok
                """)
        let (report, body) = try await makeLoop().fetch("http://\(server.authority)/")
        #expect(report.failure == nil && report.head?.status == 200)
        #expect(report.head?.headers.fields.map(\.name) == ["Content-Length", "X-Final"])
        #expect(body.bytes == Array("ok".utf8))
    }

    @Test func `trailers are not headers`() async throws {
        let server = try RawServer(
            text: """
                HTTP/1.1 200 OK
                Transfer-Encoding: chunked
                Trailer: Docker-Content-Digest
                X-One:   two words  \t

                2
                ok
                0
                Docker-Content-Digest: sha256:beef
                HTTP/1.1 404 Smuggled


                """)
        let (report, body) = try await makeLoop().fetch("http://\(server.authority)/")
        #expect(report.head?.status == 200)
        #expect(report.head?.headers.first("X-One") == "two words")
        #expect(report.head?.headers.first("Docker-Content-Digest") == nil)
        #expect(body.bytes == Array("ok".utf8))
    }

    @Test func `many long headers are received`() async throws {
        let bench = try LoopBench()
        bench.server.put(target: "/file", [1])
        let value = String(repeating: "v", count: 300)
        bench.server.misbehave(
            on: "/file",
            .custom("headers") { reply, _ in
                for number in 0..<200 { reply.headers.add("X-\(number)", value) }
                reply.headers.add("Location", String(repeating: "l", count: 20_000))
            })
        let head = try #require(try await bench.fetch("/file").report.head)
        #expect((0..<200).allSatisfy { head.headers.first("x-\($0)") == value })
        #expect(head.headers.first("location")?.utf8.count == 20_000)
    }

    @Test(arguments: ["HTTP/1.1 200 OK\n", "HTTP/1.1 103 Early Hints\n\n"])
    func `an endless head is a failure`(part: String) async throws {
        let line = part.hasSuffix("\n\n") ? "" : "X: \(String(repeating: "v", count: 1000))\n"
        let server = try RawServer(text: part + String(repeating: line.isEmpty ? part : line, count: 300_000 / 26))
        let (report, body) = try await makeLoop().fetch("http://\(server.authority)/")
        #expect(report.failure == .headTooLong(limit: 256 << 10))
        #expect(report.head == nil && body.bytes.isEmpty)
    }

    @Test(arguments: [
        "no HTTP at all", "HTTP/1.1 200 OK\nX: \(String(repeating: "a", count: 400_000))\n\n",
        "HTTP/1.1 banana\n\n", "",
    ])
    func `an invalid response is a failure`(text: String) async throws {
        let server = try RawServer(text: text)
        let (report, body) = try await makeLoop().fetch("http://\(server.authority)/")
        guard case .connection = report.failure else {
            Issue.record("\(report)")
            return
        }
        #expect(report.head == nil && body.bytes.isEmpty)
    }

    @Test(arguments: ["HTTP/1.1 abc OK\n\nok", "HTTP/1.1 000 OK\n\nok", "HTTP/1.1 99999 OK\n\nok"])
    func `an invalid status gives no head and does not trap`(text: String) async throws {
        let server = try RawServer(text: text)
        let (report, _) = try await makeLoop().fetch("http://\(server.authority)/")
        #expect(report.head.map { (200...999).contains($0.status) } ?? true)
        #expect(report.failure != nil || report.head != nil)
    }

    @Test(arguments: [(99_999, true), (100_000, false), (100_001, false)])
    func `a body beyond its limit ends the transfer without a failure`(limit: Int, isTooLong: Bool) async throws {
        let bench = try LoopBench()
        bench.server.put(target: "/file", noise(100_000))
        let (report, body) = try await bench.fetch("/file", limit: limit)
        #expect(report.failure == nil && report.isRefusedBySink == isTooLong && body.isTooLong == isTooLong)
        #expect(body.bytes.count <= limit)
    }

    @Test func `a sink can end the transfer early`() async throws {
        let bench = try LoopBench()
        bench.server.put(target: "/file", noise(32 << 20))
        let report = try await bench.fetch("/file", limit: 1000).report
        #expect(report.isRefusedBySink && report.received <= 1000)
        bench.server.stop()
        let sent = bench.server.log[0].bytesSent
        #expect(sent < 32 << 20)
    }

    @Test func `a sink can refuse the head and receives no bytes`() async throws {
        let bench = try LoopBench()
        bench.server.put(target: "/file", noise(1000))
        let request = HTTPRequest(.get, try WebAddress(parsing: bench.server.url + "/file"))
        let (report, bytesSeen) = await bench.loop.perform(request) { RefusingSink() }
        #expect(report.isRefusedBySink && report.failure == nil && report.head?.status == 200)
        #expect(bytesSeen == 0 && report.received == 0)
    }
}

/// A sink that refuses everything.
private final class RefusingSink: TransferSink {
    private var seen = 0

    func receive(head: HTTPHead) -> Bool { false }

    func receive(body: UnsafeRawBufferPointer) -> Bool {
        seen += body.count
        return false
    }

    func finish() -> Int { seen }
}
