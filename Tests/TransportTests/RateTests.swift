import RegistryProtocol
import TestSupport
import Testing

@testable import Transport

struct RateTests {
    @Test(arguments: [1, 4])
    func `all transfers together keep the rate, give or take a fifth`(count: Int) async throws {
        let bench = try LoopBench { $0.bytesPerSecond = 2_000_000 }
        let size = 6_000_000 / count
        bench.server.put(target: "/file", noise(size))
        // The transfers' own time: tests that run at the same moment hold up their tasks, not the loop.
        let seconds = await withTaskGroup(of: Double.self) { group in
            for _ in 0..<count {
                group.addTask {
                    let fetched = try? await bench.fetch("/file")
                    #expect(fetched?.body.bytes.count == size)
                    return fetched?.report.seconds ?? 0
                }
            }
            return await group.reduce(0) { max($0, $1) }
        }
        #expect((2.4...3.6).contains(seconds), "took \(seconds) s")
    }

    @Test func `who is held to a low rate is not taken for stalled`() async throws {
        let bench = try LoopBench {
            $0.bytesPerSecond = 500
            $0.stallSeconds = 1
        }
        bench.server.put(target: "/file", noise(1500))
        let report = try await bench.fetch("/file").report
        #expect(report.failure == nil && report.received == 1500)
    }
}
