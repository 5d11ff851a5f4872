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
        let started = ContinuousClock.now
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<count {
                group.addTask { (try? await bench.fetch("/file"))?.body.bytes.count == size }
            }
            for await isWhole in group { #expect(isWhole) }
        }
        let seconds = (ContinuousClock.now - started) / .seconds(1)
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
