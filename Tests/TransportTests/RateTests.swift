import RegistryProtocol
import TestSupport
import Testing

@testable import Transport

struct RateTests {
    @Test(arguments: [(1, 1), (4, 1), (4, 2)])
    func `all transfers together respect the rate, on any loop`(count: Int, loops: Int) async throws {
        let server = try MisbehavingRegistry()
        let rate = SharedRate(bytesPerSecond: 2_000_000)
        let loops = try (0..<loops).map { _ in try makeLoop { $0.rate = rate } }
        let size = 6_000_000 / count
        server.put(target: "/file", noise(size))
        let address = server.url + "/file"
        // The transfers' own durations: parallel tests delay the tasks, not the loop.
        let seconds = await withTaskGroup(of: Double.self) { group in
            for number in 0..<count {
                let loop = loops[number % loops.count]
                group.addTask {
                    let fetched = try? await loop.fetch(address)
                    #expect(fetched?.body.bytes.count == size)
                    return fetched?.report.seconds ?? 0
                }
            }
            return await group.reduce(0) { max($0, $1) }
        }
        // A tolerance of a tenth; the rest allows for a busy machine.
        #expect((2.7...3.6).contains(seconds), "took \(seconds) s")
    }

    @Test func `a transfer held back by the rate limit is not stalled`() async throws {
        let bench = try LoopBench {
            $0.rate = SharedRate(bytesPerSecond: 500)
            $0.stallSeconds = 1
        }
        bench.server.put(target: "/file", noise(1500))
        _ = try await bench.fetch("/file")
        let report = try await bench.fetch("/file").report
        #expect(report.failure == nil && report.received == 1500 && report.seconds > 2)
    }

    @Test func `held-back bytes can be refused, and a waiting transfer cancelled`() async throws {
        let bench = try LoopBench { $0.rate = SharedRate(bytesPerSecond: 20_000) }
        bench.server.put(target: "/file", noise(1_000_000))
        let refused = try await bench.fetch("/file", limit: 10_000).report
        #expect(refused.isRefusedBySink && refused.failure == nil)
        let task = Task { try await bench.fetch("/file").report }
        try await wait { bench.server.log.count == 2 }
        task.cancel()
        #expect(try await task.value.isCancelled)
    }
}
