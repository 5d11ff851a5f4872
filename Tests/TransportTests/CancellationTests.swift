import RegistryProtocol
import TestSupport
import Testing

@testable import Transport

struct CancellationTests {
    @Test func `a transfer cancelled before the start sends nothing`() async throws {
        let bench = try LoopBench()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await bench.fetch("/file").report
        }
        task.cancel()
        let report = try await task.value
        #expect(report.isCancelled && report.failure == nil && report.head == nil)
        #expect(bench.server.log.isEmpty && bench.server.connectionCount == 0)
    }

    @Test func `a connection attempt is cancelled at once`() async throws {
        let server = try DeafServer()
        let loop = try makeLoop()
        let report = try await cancelled(when: true) {
            try await loop.fetch("http://127.0.0.1:\(server.port)/").report
        }
        #expect(report.isCancelled && report.failure == nil)
    }

    @Test func `waiting for a response is cancelled at once`() async throws {
        let bench = try LoopBench()
        bench.server.misbehave(on: "/file", .delay(seconds: 20))
        let report = try await cancelled(when: bench.server.log.count == 1) {
            try await bench.fetch("/file").report
        }
        #expect(report.isCancelled && report.head == nil)
    }

    @Test func `a response body is cancelled at once, and the received bytes are kept`() async throws {
        let bench = try LoopBench()
        bench.server.put(target: "/file", noise(5000))
        bench.server.misbehave(on: "/file", .stall(after: 1000, seconds: 20))
        let (report, body) = try await cancelled(when: bench.server.log.first?.bytesSent == 1000) {
            try await bench.fetch("/file")
        }
        #expect(report.isCancelled && report.failure == nil && report.head?.status == 200)
        #expect(body.bytes == Array(noise(5000).prefix(1000)))
    }

    @Test func `the end of one transfer does not affect the others`() async throws {
        let bench = try LoopBench()
        bench.server.put(target: "/slow", noise(5000))
        bench.server.put(target: "/other", noise(50_000))
        bench.server.misbehave(on: "/slow", .stall(after: 1000, seconds: 20))
        bench.server.misbehave(on: "/other", .slow(bytesPerSecond: 60_000))
        async let other = bench.fetch("/other")
        let slow = try await cancelled(when: bench.server.requests(to: "/slow").first?.bytesSent == 1000) {
            try await bench.fetch("/slow").report
        }
        #expect(slow.isCancelled)
        #expect(try await other.report.failure == nil)
        #expect(try await other.body.bytes == noise(50_000))
    }

    @Test func `a hundred cancellations at random times leave the loop intact`() async throws {
        let bench = try LoopBench()
        bench.server.put(target: "/file", noise(20_000))
        bench.server.misbehave(on: "/file", .slow(bytesPerSecond: 200_000))
        var generator = SeededGenerator.fromEnvironment("cancellation")
        let waits = (0..<100).map { _ in Int.random(in: 0...120, using: &generator) }
        await withTaskGroup(of: Void.self) { group in
            for wait in waits {
                let task = Task { try await bench.fetch("/file") }
                group.addTask {
                    try? await Task.sleep(for: .milliseconds(wait))
                    task.cancel()
                    guard let (report, body) = try? await task.value else { return }
                    #expect(report.isCancelled || body.bytes == noise(20_000))
                }
            }
        }
        bench.server.behave()
        #expect(try await bench.fetch("/file").body.bytes == noise(20_000))
    }

    /// Runs `work`, cancels it shortly after `isUnderWay`, and expects that it ends promptly.
    private func cancelled<Value: Sendable>(
        when isUnderWay: @autoclosure () -> Bool, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task { try await work() }
        try await wait { isUnderWay() }
        try await Task.sleep(for: .milliseconds(200))
        let started = ContinuousClock.now
        task.cancel()
        let value = try await task.value
        #expect(ContinuousClock.now - started < .seconds(3))
        return value
    }
}
