import Foundation
import TestSupport
import Testing

/// Faults of connections and servers that pass: the pull ends well, and no byte of a blob comes twice.
@Suite struct PassingFaultTests {
    private static let connections: [FaultCase] = [
        FaultCase("cut@60%") { $0.layer(hits: 1...1, meets: .cut(atFraction: 0.6)) },
        FaultCase("cut@1 byte") { $0.layer(hits: 1...1, meets: .cut(after: 1)) },
        FaultCase("cut@the last byte") { $0.layer(hits: 1...1, meets: .cut(after: $0.layer.size - 1)) },
        FaultCase("cut@0 three times") { $0.layer(hits: 1...3, meets: .cut(after: 0)) },
        FaultCase("closed without a reply, twice") { $0.layer(hits: 1...2, meets: .closedWithoutReply) },
        // What a reset overtakes in the peer's buffers is lost.
        FaultCase("reset@50%", wire: 1...1.5) { $0.layer(hits: 1...1, meets: .reset(after: 200_000)) },
        FaultCase("stall@30%", ["--stall-timeout", "2"], seconds: 2...12) {
            $0.layer(hits: 1...1, meets: .stall(atFraction: 0.3, seconds: 60))
        },
        FaultCase("stall before the head", ["--stall-timeout", "2"], seconds: 2...8) {
            $0.layer(hits: 1...1, meets: .delay(seconds: 60))
        },
        FaultCase("trickle", ["--stall-timeout", "2"], seconds: 2...8) {
            $0.layer(hits: 1...1, meets: .slow(bytesPerSecond: 100))
        },
        FaultCase("latency") { $0.requests(for: "/", meet: .delay(seconds: 0.08)) },
        FaultCase("rate-cap", seconds: 0.3...8) { $0.layer(meets: .slow(bytesPerSecond: 800_000)) },
        FaultCase("connections that are closed after each reply") { $0.requests(for: "/v2/", meet: .closesConnection) },
    ]

    private static let statuses: [FaultCase] =
        [408, 500, 503].map { status in
            FaultCase("\(status)×2") { $0.layer(hits: 1...2, meets: .status(status)) }
        } + [
            FaultCase("503×2 for the tag") { $0.requests(for: "/manifests/", hits: 1...2, meet: .status(503)) },
            FaultCase("503×2 for the config") { bench in
                guard let config = bench.image.config else { return }
                bench.requests(for: .containing(config.digest), hits: 1...2, meet: .status(503))
            },
            FaultCase("503×2 for a token") { $0.requests(for: "/token", hits: 1...2, meet: .status(503)) },
            FaultCase("429") { $0.layer(hits: 1...1, meets: .tooManyRequests()) },
            FaultCase("429 + Retry-After: 2", seconds: 2...6) {
                $0.layer(hits: 1...1, meets: .tooManyRequests(retryAfter: "2"))
            },
            // A date has whole seconds.
            FaultCase("429 + Retry-After: a date", seconds: 1...6) {
                $0.layer(hits: 1...1, meets: .tooManyRequests(untilSecondsLater: 2))
            },
            FaultCase("429 for the tag") {
                $0.requests(for: "/manifests/1", hits: 1...1, meet: .tooManyRequests(retryAfter: "1"))
            },
            FaultCase("401-expired") { bench in
                var tokens = FaultBench.tokens
                tokens.usesPerToken = 2
                bench.registry.access = .bearer(tokens)
            },
            FaultCase("400-expired") { bench in
                var tokens = FaultBench.tokens
                (tokens.usesPerToken, tokens.spentStatus) = (2, 400)
                bench.registry.access = .bearer(tokens)
            },
        ]

    private static let sloppiness: [FaultCase] = [
        FaultCase("chunked") { $0.requests(for: "/v2/", meet: .chunked) },
        FaultCase("chunked, cut@60%") { $0.layer(hits: 1...1, meets: .chunked, .cut(atFraction: 0.6)) },
        FaultCase("no-content-length") { $0.requests(for: "/v2/", meet: .closeDelimited) },
        FaultCase("gzip-encoded manifest") { $0.requests(for: "/manifests/", meet: .gzipEncoded) },
        FaultCase("no-digest-header") { $0.requests(for: "/v2/", meet: .noDigest) },
        FaultCase("wrong-digest-header on a blob") { $0.layer(meets: .wrongDigest) },
        FaultCase("ct-params") { bench in
            let name = "parameters"
            bench.requests(
                for: "/manifests/",
                meet: .custom(name) { reply, _ in
                    reply.headers["Content-Type"] = (reply.headers["Content-Type"] ?? "") + "; charset=utf-8"
                })
        },
        FaultCase("warning-headers") { $0.requests(for: "/v2/", meet: .warning("this registry closes")) },
    ]

    @Test(arguments: FaultBatch.all(connections + statuses + sloppiness))
    func `a fault that passes costs no byte twice, shows no secret and leaves nothing`(batch: FaultBatch) throws {
        try batch.run { bench, fault, result in bench.expectSuccess(fault, result) }
    }

    private static let ranges: [FaultCase] = [
        FaultCase("ignore-range", wire: 1.5...2.5) { $0.layer(meets: .ignoresRange) },
        FaultCase("range-400", wire: 1.5...1.55) { $0.layer(meets: .rangeAnswered(with: 400)) },
        FaultCase("range-416", wire: 1.5...1.55) { $0.layer(meets: .rangeRefused) },
        FaultCase("bad-range", wire: 1.5...2.05) { $0.layer(meets: .badContentRange("bytes 0-1/2")) },
        FaultCase("a range of another whole", wire: 1.5...2.05) {
            $0.layer(meets: .badContentRange("bytes 200000-400511/400513"))
        },
        FaultCase("a range that starts later", wire: 1.5...2.05) { $0.layer(meets: .shiftedRange(by: 7)) },
        FaultCase("overlap", wire: 1.5...2.05) { $0.layer(meets: .overlappingRange(by: 7)) },
        FaultCase("surplus bytes", wire: 1.5...2.05) { $0.layer(meets: .surplusRange(by: 7)) },
        FaultCase("half a range", wire: 1...1.05) { $0.layer(hits: 2...2, meets: .halfRange) },
    ]

    @Test(arguments: FaultBatch.all(ranges))
    func `after a cut a range that is answered otherwise is never written, and leads to one restart at most`(
        batch: FaultBatch
    ) throws {
        try batch.run(after: .cut(atFraction: 0.5)) { bench, fault, result in
            bench.expectSuccess(fault, result)
            let asked = bench.registry.requests(to: .containing(bench.layer.digest))
            #expect(asked.filter { $0.range == nil && $0.status == 200 }.count <= 2, "\(fault.name)")
        }
    }

    // "Retry per blob": c/image#1145, podman#8503.
    @Test(arguments: [
        Fault.cut(atFraction: 0.5), .cut(after: 0), .reset(after: 0), .closedWithoutReply, .status(503),
        .tooManyRequests(retryAfter: "1"), .stall(atFraction: 0.5, seconds: 60),
    ])
    func `a fault that each blob meets once ends well, and no byte comes twice`(fault: Fault) throws {
        let bench = try FaultBench(SampleImages.manyLayers(6, size: 60_000))
        bench.registry.misbehave(on: "/blobs/", hits: 1...1, counting: .perTarget, fault)
        let result = try bench.pull(["--retries", "3", "--stall-timeout", "1"])
        #expect(result.status == 0, "\(result.errors)")
        for layer in bench.image.layers { #expect(bench.bytesOnTheWire(layer) == layer.size) }
        #expect(result.seconds < 15)
        bench.expectWhole()
        bench.expectNoSecret(result)
    }

    // "Recovers within the stall timeout": the wait before the retry is half a second more.
    @Test func `a stall in the middle of a blob is noticed in the time that was given`() throws {
        let bench = try FaultBench()
        bench.layer(hits: 1...1, meets: .stall(atFraction: 0.3, seconds: 60))
        let result = try bench.pull(["--stall-timeout", "1"])
        #expect(result.status == 0, "\(result.errors)")
        #expect((1.4..<3).contains(result.seconds))
    }

    @Test(arguments: [
        Fault.status(404), .status(405), .noDigest, .wrongDigest, .contentType(nil), .closedWithoutReply, .status(500),
    ])
    func `a tag that is asked for again gives the same image, however HEAD is answered`(fault: Fault) throws {
        let bench = try FaultBench()
        let first = try bench.pull()
        #expect(first.status == 0, "\(first.errors)")
        bench.registry.clearLog()
        bench.registry.misbehave(on: "/manifests/", method: "HEAD", fault)
        let second = try bench.pull()
        #expect(second.status == 0, "\(second.errors)")
        #expect(second.output == first.output)
        #expect(bench.registry.requests(to: "/blobs/").isEmpty)
        bench.expectWhole()
        bench.expectNoSecret(second)
    }
}
