import RegistryProtocol
import TestSupport
import Testing

@testable import Transport

struct RateTests {
    @Test(arguments: [(1, 1), (4, 1), (4, 2)])
    func `all transfers together keep the rate, whichever loop is theirs`(count: Int, loops: Int) async throws {
        let server = try MisbehavingRegistry()
        let rate = SharedRate(bytesPerSecond: 2_000_000)
        let loops = try (0..<loops).map { _ in try makeLoop { $0.rate = rate } }
        let size = 6_000_000 / count
        server.put(target: "/file", noise(size))
        let address = server.url + "/file"
        // The transfers' own time: tests that run at the same moment hold up their tasks, not the loop.
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
        // A tenth less or more; the rest is for a machine that does other things besides.
        #expect((2.7...3.6).contains(seconds), "took \(seconds) s")
    }

    @Test func `who waits for the rate is not taken for stalled`() async throws {
        let bench = try LoopBench {
            $0.rate = SharedRate(bytesPerSecond: 500)
            $0.stallSeconds = 1
        }
        bench.server.put(target: "/file", noise(1500))
        _ = try await bench.fetch("/file")
        let report = try await bench.fetch("/file").report
        #expect(report.failure == nil && report.received == 1500 && report.seconds > 2)
    }

    @Test func `bytes that wait can be refused, and who waits can give up`() async throws {
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
