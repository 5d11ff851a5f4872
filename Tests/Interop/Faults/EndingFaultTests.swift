import Foundation
import TestSupport
import Testing

/// Faults that end a pull: the status says of what kind they are, nothing false is left, and the next run completes.
@Suite struct EndingFaultTests {
    private static let network: [FaultCase] = [
        FaultCase("cut@60%, not retried", ["--retries", "0"], ends: 9, wire: 0.59...0.61, rest: 0.41) {
            $0.layer(meets: .cut(atFraction: 0.6))
        },
        FaultCase("cut@60%, and at its end for ever", ["--retries", "2"], ends: 9, wire: 0.59...0.61, rest: 0.41) {
            $0.layer(
                meets: .custom("no further") { reply, request in
                    reply.pace.cutAfter = request.range == nil ? reply.body.count * 3 / 5 : 0
                })
        },
        FaultCase("503 for ever", ["--retries", "1"], ends: 9, tells: "503", wire: 0...0) {
            $0.layer(meets: .status(503))
        },
        FaultCase("503 for the tag for ever", ["--retries", "1"], ends: 9, tells: "503", wire: 0...0) {
            $0.requests(for: "/manifests/", meet: .status(503))
        },
        FaultCase("stall for ever", ["--stall-timeout", "1", "--retries", "1"], ends: 9, seconds: 2...8) {
            $0.layer(meets: .stall(after: 0, seconds: 60))
        },
        FaultCase("trickle for ever", ["--stall-timeout", "1", "--retries", "1"], ends: 9, seconds: 2...8) {
            $0.layer(meets: .slow(bytesPerSecond: 100))
        },
        FaultCase(
            "stall of the token", ["--stall-timeout", "1", "--retries", "1"], ends: 9, wire: 0...0, seconds: 1...8
        ) {
            $0.requests(for: "/token", meet: .delay(seconds: 60))
        },
        FaultCase(
            "--timeout over a rate-cap", ["--timeout", "2"], ends: 9, wire: 0.1...0.9, seconds: 1.5...4, rest: 0.9
        ) {
            $0.layer(meets: .slow(bytesPerSecond: 100_000))
        },
    ]

    private static let limits: [FaultCase] = [
        FaultCase("429 + Retry-After: 21600", ends: 8, tells: "21600", wire: 0...0, seconds: 0...5) {
            $0.layer(meets: .tooManyRequests(retryAfter: "21600"))
        },
        FaultCase("429 + Retry-After: a date in six hours", ends: 8, wire: 0...0, seconds: 0...5) {
            $0.layer(meets: .tooManyRequests(untilSecondsLater: 21_600))
        },
        FaultCase("429 + Retry-After: a date in six hours, for the tag", ends: 8, wire: 0...0, seconds: 0...5) {
            $0.requests(for: "/manifests/", meet: .tooManyRequests(untilSecondsLater: 21_600))
        },
        FaultCase("429 for ever", ["--retries", "1"], ends: 8, wire: 0...0) {
            $0.layer(meets: .tooManyRequests(retryAfter: "1"))
        },
    ]

    private static let refusals: [FaultCase] = [
        FaultCase("403-after-creds for the tag", ends: 7, wire: 0...0) {
            $0.requests(for: "/manifests/", meet: .status(403))
        },
        FaultCase("403-after-creds for the layer", ends: 7, wire: 0...0) { $0.layer(meets: .status(403)) },
        FaultCase("404 for the layer", ends: 6, wire: 0...0) { $0.layer(meets: .status(404)) },
        FaultCase("403 for a token", ends: 7, wire: 0...0) { $0.requests(for: "/token", meet: .status(403)) },
    ]

    private static let content: [FaultCase] = [
        // Wrong content is requested once more, so the whole layer goes over the wire once more than without the second request.
        FaultCase("corrupt@0", ends: 5, wire: 0.9...2.1) { $0.layer(meets: .flipped(at: 0)) },
        FaultCase("corrupt@the last byte", ends: 5, wire: 0.9...2.1) { bench in
            bench.layer(meets: .flipped(at: bench.layer.size - 1))
        },
        FaultCase("corrupt@a byte after a cut", ends: 5, wire: 0.9...2.1) {
            $0.layer(hits: 1...1, meets: .cut(atFraction: 0.5))
            $0.layer(meets: .flipped(at: 300_000))
        },
        FaultCase("short", ends: 5, wire: 0.9...2.1) { $0.layer(meets: .chunked, .truncated(by: 1000)) },
        FaultCase("short, after a cut", ends: 5, wire: 0.9...3.1) {
            $0.layer(hits: 1...1, meets: .cut(atFraction: 0.5))
            $0.layer(hits: 2...9, meets: .chunked, .truncated(by: 1000))
        },
        FaultCase("too long, in chunks", ends: 5, wire: 0.9...2.1) { $0.layer(meets: .chunked, .padded(by: 1000)) },
        FaultCase("html-200 for the layer", ends: 5, tells: "<!DOCTYPE html>") { $0.layer(meets: .html) },
        FaultCase("html-200 for the layer, after a cut", ends: 5, tells: "<!DOCTYPE html>") {
            $0.layer(hits: 1...1, meets: .cut(atFraction: 0.5))
            $0.layer(hits: 2...9, meets: .html)
        },
        FaultCase("html-200 for every blob", ends: 5, wire: 0...0) { $0.requests(for: "/blobs/", meet: .html) },
        FaultCase("html-200 for the tag", ends: 11, tells: "web page", wire: 0...0) {
            $0.requests(for: "/manifests/", meet: .html)
        },
        FaultCase("gzip-encoded layer", ends: 5, tells: "Content-Encoding 'gzip'") { $0.layer(meets: .gzipEncoded) },
        FaultCase("wrong-digest-header on the tag", ends: 5, wire: 0...0) {
            $0.requests(for: "/manifests/", meet: .wrongDigest)
        },
        FaultCase("corrupt config", ends: 5, wire: 0...0) { bench in
            guard let config = bench.image.config else { return }
            bench.requests(for: .containing(config.digest), meet: .flipped(at: 40))
        },
        FaultCase("a Content-Length of a terabyte", ends: 5) { $0.layer(meets: .statedLength(1 << 40)) },
        FaultCase("a manifest that never ends", ends: 11, wire: 0...0) { bench in
            let endless = Fault.replaced([UInt8](repeating: 0x20, count: 9 << 20))
            bench.requests(for: "/manifests/", meet: endless, .chunked)
        },
    ]

    @Test(arguments: FaultBatch.all(network + limits + refusals + content))
    func `a fault that stays ends with its own status, leaves nothing false, and the next run completes`(
        batch: FaultBatch
    ) throws {
        try batch.run { bench, fault, result in try bench.expectFailure(fault, result) }
    }

    @Test func `a layer that is refused for hours is asked for once`() throws {
        let bench = try FaultBench()
        bench.layer(meets: .tooManyRequests(untilSecondsLater: 21_600))
        #expect(try bench.pull().status == 8)
        #expect(bench.registry.requests(to: .containing(bench.layer.digest)).filter { $0.status == 429 }.count == 1)
    }

    // "One pause for all workers": requests that began before the limit was told may still end; none begins within it.
    @Test func `a registry that asks for two seconds' patience is left alone by every worker`() throws {
        let bench = try FaultBench(SampleImages.manyLayers(12, size: 20_000))
        bench.requests(for: "/blobs/", hits: 4...4, meet: .tooManyRequests(retryAfter: "2"))
        bench.requests(for: "/blobs/", meet: .slow(bytesPerSecond: 60_000))
        let result = try bench.pull(["--jobs", "2"])
        #expect(result.status == 0, "\(result.errors)")
        bench.expectWhole()
        let refused = try #require(bench.registry.log.first { $0.status == 429 })
        let early = bench.registry.log.filter { request in
            (refused.seconds + 0.2..<refused.seconds + 1.9).contains(request.seconds)
        }
        #expect(early.map(\.resource) == [])
    }
}
