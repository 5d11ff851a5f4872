import RegistryProtocol
import TestSupport
import Testing

@testable import Transport

struct FailureTests {
    @Test func `a stall is reported with its bytes, its duration and the peer`() async throws {
        let bench = try LoopBench { $0.stallSeconds = 1 }
        bench.server.put(target: "/file", noise(5000))
        bench.server.misbehave(on: "/file", .stall(after: 1000, seconds: 20))
        let (report, body) = try await bench.fetch("/file")
        #expect(report.failure == .stalled(received: 1000, seconds: 1, address: "127.0.0.1"))
        #expect(body.bytes == Array(noise(5000).prefix(1000)))
        #expect((1..<6).contains(report.seconds))
    }

    @Test func `a server that never responds counts as stalled`() async throws {
        let bench = try LoopBench { $0.stallSeconds = 1 }
        bench.server.misbehave(on: "/file", .delay(seconds: 20))
        let report = try await bench.fetch("/file").report
        #expect(report.failure == .stalled(received: 0, seconds: 1, address: "127.0.0.1"))
        #expect(report.seconds < 6)
    }

    // containerd#11650: a trickle counted as progress for an hour.
    @Test func `a trickle counts as stalled`() async throws {
        let bench = try LoopBench { $0.stallSeconds = 2 }
        bench.server.put(target: "/file", noise(100_000))
        bench.server.misbehave(on: "/file", .slow(bytesPerSecond: 100))
        let report = try await bench.fetch("/file").report
        guard case .stalled(let received, seconds: 2, _) = report.failure else {
            Issue.record("\(report)")
            return
        }
        #expect((1..<2000).contains(received) && report.seconds < 10)
    }

    @Test(arguments: [0, 1, 4999])
    func `a truncated body is reported with its byte counts`(count: Int) async throws {
        let bench = try LoopBench()
        bench.server.put(target: "/file", noise(5000))
        bench.server.misbehave(on: "/file", .cut(after: count))
        let (report, body) = try await bench.fetch("/file")
        #expect(report.failure == .cut(received: Int64(count), expected: 5000))
        #expect(report.head?.status == 200 && body.bytes == Array(noise(5000).prefix(count)))
    }

    @Test func `a truncated chunked body is a cut with an unknown length`() async throws {
        let bench = try LoopBench()
        bench.server.put(target: "/file", noise(5000))
        bench.server.misbehave(on: "/file", .chunked, .cut(after: 1000))
        #expect(try await bench.fetch("/file").report.failure == .cut(received: 1000, expected: nil))
    }

    @Test func `a reset during the body is a cut`() async throws {
        let bench = try LoopBench()
        bench.server.put(target: "/file", noise(5000))
        bench.server.misbehave(on: "/file", .stall(after: 1000, seconds: 0.3), .reset(after: 1000))
        let report = try await bench.fetch("/file").report
        #expect(report.failure == .cut(received: 1000, expected: 5000))
        #expect(report.failure?.isTransient == true)
    }

    @Test func `a close-delimited body that ends early ends cleanly`() async throws {
        let bench = try LoopBench()
        bench.server.put(target: "/file", noise(5000))
        bench.server.misbehave(on: "/file", .closeDelimited, .cut(after: 1000))
        let report = try await bench.fetch("/file").report
        #expect(report.failure == nil && report.received == 1000)
    }

    @Test func `a connection closed without a response is a transient failure`() async throws {
        let bench = try LoopBench()
        bench.server.misbehave(on: "/file", .closedWithoutReply)
        let report = try await bench.fetch("/file").report
        guard case .connection(code: 52, _) = report.failure else {
            Issue.record("\(report)")
            return
        }
        #expect(report.failure?.isTransient == true && report.head == nil)
    }

    @Test func `a closed port is a transient failure`() async throws {
        let bench = try LoopBench()
        bench.server.stop()
        try await wait { try await bench.fetch("/file").report.head == nil }
        let report = try await bench.fetch("/file").report
        guard case .connection(code: 7, let message) = report.failure else {
            Issue.record("\(report)")
            return
        }
        #expect(message.contains("\(bench.server.port)") && report.failure?.isTransient == true)
    }

    // A label of more than 63 letters is invalid, so no name server is contacted.
    @Test func `a host name without an address is reported`() async throws {
        let name = String(repeating: "x", count: 70) + ".test"
        let report = try await makeLoop().fetch("http://\(name)/").report
        guard case .nameResolution(code: 6, let message) = report.failure else {
            Issue.record("\(report)")
            return
        }
        #expect(message.contains(name))
    }

    @Test func `a connection attempt ends after the time limit`() async throws {
        let server = try DeafServer()
        let report = try await makeLoop { $0.connectMilliseconds = 1000 }.fetch("http://127.0.0.1:\(server.port)/")
            .report
        #expect(report.failure == .timedOut(received: 0, seconds: 1))
        #expect((0.9..<5).contains(report.seconds))
    }
}
