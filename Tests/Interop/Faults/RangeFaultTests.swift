import Foundation
import TestSupport
import Testing

/// Faults that only a blob fetched in several ranges at once can meet (the list's `ignore-range`, `range-400`, `range-416`,
/// `bad-range`, `overlap`, `presign-ttl`, `latency` with `rate-cap`).
///
/// A blob of 80 MiB is fetched in closed ranges, `Range: bytes=a-b`. What is expected: any 200, 400, 403 or 416 to a range, and
/// any Content-Range but the one asked for, leads back to one stream that keeps the bytes received already; bytes that overlap
/// or are left over are never written; the digest is right, and at most 1.05 times the blob's bytes go over the wire: more
/// where an answer shows that ranges are not to be trusted after others have brought something, since what they brought comes
/// again in the one stream. More requests are sent only after the first was answered with a proper 206: the rest of a whole
/// answer is not thrown away. The log counts what was received: besides what was read, that is at most what the client's
/// system has buffered for the connections that were given up, up to 6 MiB (0.075) each.
struct RangeFaultTests {
    private static let size = 80 << 20

    /// One image whose layer is large enough for ranges.
    private static let image: SampleImage = {
        let builder = ImageBuilder()
        var random = SeededGenerator(seed: 1)
        let block = (0..<(1 << 20)).map { _ in UInt8.random(in: 0...255, using: &random) }
        // The number of each block makes it unlike the others: a range at the wrong place has the wrong digest.
        var bytes: [UInt8] = []
        for number in 0..<80 { bytes += [UInt8(number)] + block.dropFirst() }
        return builder.image("linux/amd64", layers: [builder.layer([.file("big", bytes)], compression: .none)])
    }()

    @Test(arguments: [
        FaultCase("ranges as they should be") { _ in },
        FaultCase("ignore-range") { $0.layer(meets: .ignoresRange) },
        FaultCase("range-400") { $0.layer(meets: .rangeAnswered(with: 400)) },
        FaultCase("range-416") { $0.layer(meets: .rangeRefused) },
        FaultCase("range-400, from the third on", wire: 1...1.7) {
            $0.layer(hits: 3...999, meets: .rangeAnswered(with: 400))
        },
        FaultCase("ignore-range, from the third on", wire: 1...1.7) { $0.layer(hits: 3...999, meets: .ignoresRange) },
        FaultCase("bad-range") { $0.layer(meets: .badContentRange("bytes 0-1/2")) },
        FaultCase("bad-range of another whole") {
            $0.layer(meets: .badContentRange("bytes 0-16777215/999999999"))
        },
        FaultCase("bad-range without a whole") { $0.layer(meets: .badContentRange("bytes 0-16777215/*")) },
        FaultCase("ranges that start later") { $0.layer(meets: .shiftedRange(by: 512)) },
        FaultCase("overlap", wire: 1...1.3) { $0.layer(hits: 2...999, meets: .overlappingRange(by: 512)) },
        FaultCase("surplus bytes", wire: 1...1.3) { $0.layer(hits: 2...999, meets: .surplusRange(by: 512)) },
        FaultCase("surplus bytes in chunks", wire: 1...1.7) {
            $0.layer(hits: 2...999, meets: .surplusRange(by: 512), .chunked)
        },
        FaultCase("half of some ranges") { $0.layer(hits: 2...4, meets: .halfRange) },
        FaultCase("one range is cut") { $0.layer(hits: 3...3, meets: .cut(after: 5 << 20)) },
        FaultCase("one range is reset") { $0.layer(hits: 3...3, meets: .reset(after: 5 << 20)) },
        FaultCase("one range stalls", ["--stall-timeout", "2"], wire: 1...1.1) {
            $0.layer(hits: 3...3, meets: .stall(after: 1 << 20, seconds: 60))
        },
        FaultCase("503 for some ranges") { $0.layer(hits: 2...4, meets: .status(503)) },
        FaultCase("redirect of each range") { bench in
            bench.layer(meets: .redirect(307, .samePath(on: bench.storage.url, query: "sig=" + FaultBench.secrets[1])))
        },
    ])
    func `ranges that are answered otherwise cost no byte twice, and the digest is right`(fault: FaultCase) throws {
        let bench = try FaultBench(Self.image)
        fault.arrange(bench)
        try bench.expectSuccess(fault)
    }

    @Test func `a range that is answered with 403 leads to one stream`() throws {
        let bench = try FaultBench(Self.image)
        bench.layer(meets: .rangeAnswered(with: 403))
        let result = try bench.pull()
        #expect(result.status == 0, "\(result.errors)")
        #expect(Double(bench.bytesOnTheWire()) <= 1.05 * Double(Self.size))
        bench.expectWhole()
    }

    @Test func `a range with a wrong byte is an integrity failure, and nothing of it is left under the digest's name`()
        throws
    {
        let bench = try FaultBench(Self.image)
        bench.layer(meets: .flipped(at: 40 << 20))
        // Bytes of several answers that have another digest are fetched afresh once.
        let fault = FaultCase("corrupt", ends: 5, wire: 1...2.1, seconds: 0...60) { _ in }
        try bench.expectFailure(fault, try bench.pull())
    }

    // drive9#138, dimos#3913: chunk N gets 403 from storage.
    @Test func `an address that expires while ranges are fetched is renewed, once for all of them`() throws {
        let bench = try FaultBench(Self.image)
        bench.layer(meets: .presigned(on: bench.storage.url, seconds: 1, signature: FaultBench.secrets[1]))
        bench.storage.misbehave(on: "/blobs/", .refusesExpired)
        bench.storage.misbehave(on: "/blobs/", .slow(bytesPerSecond: 8 << 20))
        let fault = FaultCase("presign-ttl", ["--connections", "3"], seconds: 1...30) { _ in }
        try bench.expectSuccess(fault)
        let refusals = bench.storage.log.filter { $0.status == 403 }.count
        let redirects = bench.registry.log.filter { $0.status == 307 }.count
        // Of the stretches that one address refuses, one alone asks for the next one.
        #expect(redirects <= 1 + refusals, "\(redirects) redirects, \(refusals) refusals")
        #expect(refusals > 0 && refusals < 60 && redirects < 30)
    }

    @Test func `eight connections are four times as fast where each is held to a rate`() throws {
        var seconds: [Double] = []
        for connections in ["1", "8"] {
            let bench = try FaultBench(Self.image)
            bench.requests(for: "/", meet: .delay(seconds: 0.08))
            bench.layer(meets: .slow(bytesPerSecond: 8 << 20))
            let result = try bench.pull(["--connections", connections])
            #expect(result.status == 0, "\(result.errors)")
            bench.expectWhole()
            seconds.append(result.seconds)
        }
        #expect(seconds[0] >= 4 * seconds[1], "\(seconds)")
    }

    @Test func `a pull that is killed while ranges are fetched goes on from what was noted`() throws {
        let bench = try FaultBench(Self.image)
        bench.layer(meets: .slow(bytesPerSecond: 16 << 20))
        let arguments = ["pull", bench.registry.reference("team/app:1"), "--platform", "linux/amd64", "-o", "out"]
        for _ in 0..<3 {
            let program = try bench.resolve.start(arguments)
            usleep(700_000)
            program.send(signal: SIGKILL)
            _ = program.wait(timeoutSeconds: 10)
            #expect(StoreInspection(bench.resolve.home.file("out")).lies == [])
        }
        let stopped = try bench.resolve.start(arguments)
        usleep(700_000)
        stopped.send(signal: SIGTERM)
        #expect(stopped.wait(timeoutSeconds: 10).status == 143)
        let before = bench.bytesOnTheWire()
        let last = try bench.resolve.run(arguments)
        #expect(last.status == 0, "\(last.errors)")
        #expect(bench.bytesOnTheWire() - before < Self.size)
        bench.expectWhole()
    }
}
