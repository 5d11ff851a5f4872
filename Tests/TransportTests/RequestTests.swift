import RegistryProtocol
import TestSupport
import Testing

@testable import Transport

struct RequestTests {
    @Test func `a GET returns the status, the headers and every byte`() async throws {
        let bench = try LoopBench()
        let bytes = noise(300_000)
        bench.server.put(target: "/file", bytes, mediaType: "text/x-test")
        let (report, body) = try await bench.fetch("/file")
        #expect(report.failure == nil && !report.isCancelled && !report.isRefusedBySink)
        #expect(report.head?.status == 200)
        #expect(report.head?.contentType == "text/x-test" && report.head?.contentLength == 300_000)
        #expect(body.bytes == bytes && report.received == 300_000)
        #expect(report.address == "127.0.0.1" && report.newConnections == 1 && report.seconds > 0)
        #expect(bench.server.log.map(\.method) == ["GET"])
        #expect(bench.server.log[0].headers["User-Agent"] == "resolve")
        #expect(bench.server.log[0].authorization == nil)
    }

    @Test func `a HEAD returns only the head`() async throws {
        let bench = try LoopBench()
        bench.server.put(target: "/file", noise(300_000))
        let (report, body) = try await bench.fetch("/file", .head)
        #expect(report.failure == nil && report.head?.contentLength == 300_000)
        #expect(body.bytes.isEmpty && report.received == 0)
        #expect(bench.server.log.map(\.method) == ["HEAD"])
    }

    @Test(arguments: [0, 11, 200_000])
    func `a POST sends its body at once, without 'Expect: 100-continue'`(count: Int) async throws {
        let bench = try LoopBench()
        let form = [UInt8](repeating: UInt8(ascii: "a"), count: count)
        let (report, _) = try await bench.fetch(
            "/token", .post, headers: ["Content-Type": "application/x-www-form-urlencoded"], body: form)
        #expect(report.failure == nil && report.head?.status == 405)
        let request = try #require(bench.server.log.first)
        #expect(request.method == "POST" && request.body == form)
        #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded")
        #expect(request.headers["Expect"] == nil)
    }

    @Test(arguments: [400, 404, 429, 503])
    func `an error status is a response with a body`(status: Int) async throws {
        let bench = try LoopBench()
        bench.server.misbehave(on: "/", .status(status, body: "words"))
        let (report, body) = try await bench.fetch("/file")
        #expect(report.failure == nil && report.head?.status == status)
        #expect(body.bytes == Array("words".utf8))
    }

    @Test func `a redirect is a response and not followed`() async throws {
        let bench = try LoopBench()
        bench.server.misbehave(on: "/file", .redirect(307, .to("/elsewhere")))
        let (report, _) = try await bench.fetch("/file")
        #expect(report.head?.status == 307 && report.head?.headers.first("Location") == "/elsewhere")
        #expect(bench.server.log.count == 1)
    }

    @Test func `a connection is reused for the next request`() async throws {
        let bench = try LoopBench()
        bench.server.put(target: "/file", noise(1000))
        let made = [
            try await bench.fetch("/file"), try await bench.fetch("/none"), try await bench.fetch("/file", .head),
            try await bench.fetch("/file"),
        ].map(\.report.newConnections)
        #expect(made == [1, 0, 0, 0])
        #expect(bench.server.log.map(\.connection) == [1, 1, 1, 1])
    }

    @Test func `a reused connection that the server closed is replaced without a failure`() async throws {
        let bench = try LoopBench()
        bench.server.put(target: "/file", noise(1000))
        bench.server.misbehave(on: "/file", hits: 1...1, .closesConnection)
        let reports = [try await bench.fetch("/file").report, try await bench.fetch("/file").report]
        #expect(reports.allSatisfy { $0.failure == nil })
        #expect(bench.server.connectionCount == 2)
    }

    // Azure signs addresses with `//`; libcurl removes dot segments by default (azure-sdk dataflow#4634).
    @Test(arguments: ["/a//b", "/a/../b", "/a/./b?x=1&y=%2F%20", "//", "/a%2fb?sig=a%3D&u=/../x", "/a?", "/a;b=c"])
    func `path and query are sent unchanged`(target: String) async throws {
        let bench = try LoopBench()
        bench.server.put(target: target, [1, 2, 3])
        #expect(try await bench.fetch(target).body.bytes == [1, 2, 3])
        #expect(bench.server.log.map(\.target) == [target])
    }

    @Test func `many concurrent transfers all complete`() async throws {
        let bench = try LoopBench()
        for number in 0..<50 { bench.server.put(target: "/\(number)", noise(100_000, seed: UInt64(number))) }
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<50 {
                group.addTask {
                    let fetched = try? await bench.fetch("/\(number)")
                    return fetched?.report.failure == nil && fetched?.body.bytes == noise(100_000, seed: UInt64(number))
                }
            }
            for await isRight in group { #expect(isRight) }
        }
        #expect(bench.server.log.count == 50)
        #expect(Set(bench.server.log.map(\.target)).count == 50)
        let reused = try await bench.fetch("/1").report
        #expect(reused.newConnections == 0)
    }
}
