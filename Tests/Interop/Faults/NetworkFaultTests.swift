import Foundation
import TestSupport
import Testing

/// Faults below the answers: half a network, and HTTP/2.
@Suite struct NetworkFaultTests {
    // remnawave#15: every retry went the way that had failed.
    @Test(.enabled(if: TwoFamilies.isPossible, "needs ::1 and a mount of its own"))
    func `where one family of addresses accepts and resets, the other is tried`() throws {
        let bench = try FaultBench()
        bench.registry.access = Self.access
        let broken = try ResettingServer(address: "::1", port: bench.registry.port)
        let result = try withExtendedLifetime(broken) { try pull(bench) }
        #expect(result.status == 0, "\(result.errors)")
        bench.expectNoSecret(result)
        let four = try withExtendedLifetime(broken) { try pull(bench, ["-4"]) }
        #expect(four.status == 0, "\(four.errors)")
        bench.expectWhole()
    }

    @Test(.enabled(if: TwoFamilies.isPossible, "needs ::1 and a mount of its own"))
    func `where one family of addresses resets in the middle of blobs, the other brings the rest`() throws {
        let bench = try FaultBench()
        bench.registry.access = Self.access
        let broken = try MisbehavingRegistry(
            content: bench.registry.content, access: Self.access, address: "::1", port: bench.registry.port)
        broken.misbehave(on: "/blobs/", .reset(after: 10_000))
        let result = try pull(bench)
        #expect(result.status == 0, "\(result.errors)")
        #expect(broken.requests(to: "/blobs/").filter { $0.status != 401 }.count <= bench.image.blobs.count)
        bench.expectNoSecret(result)
    }

    // nginx speaks HTTP/2 before the registry: what the registry cuts is a stream that is reset (curl's error 92).
    @Test(.enabled(if: TLSFront.isPossible, "needs nginx and openssl"), arguments: [0.1, 0.6])
    func `a stream of HTTP/2 that is reset is resumed`(fraction: Double) throws {
        let bench = try FaultBench()
        let front = try TLSFront(before: bench.registry.authority, speaksHTTP2: true)
        let result = try pull(bench, through: front) { bench in
            bench.layer(hits: 1...1, meets: .cut(atFraction: fraction))
        }
        #expect(result.status == 0, "\(result.errors)")
        let asked = bench.registry.requests(to: .containing(bench.layer.digest)).filter { $0.status != 401 }
        #expect(asked.count == 2)
        // What nginx had passed on before it reset the stream is not asked for again; that may be nothing.
        let cut = result.errors.split(separator: "\n").first { $0.contains(bench.layer.digest) && $0.contains("→ 200") }
        let passedOn = try #require(cut?.firstMatch(of: /→ 200, ([0-9]+) bytes/)?.1)
        #expect(asked.last?.range?.hasPrefix("bytes=\(passedOn)-") ?? (passedOn == "0"), "\(asked.map(\.range))")
        bench.expectWhole()
        bench.expectNoSecret(result)
    }

    @Test(.enabled(if: TLSFront.isPossible, "needs nginx and openssl"))
    func `a connection of HTTP/2 that says goodbye after each second request is followed by another`() throws {
        let bench = try FaultBench(SampleImages.manyLayers(10, size: 50_000))
        let front = try TLSFront(before: bench.registry.authority, speaksHTTP2: true, requestsPerConnection: 2)
        let result = try pull(bench, through: front) { _ in }
        #expect(result.status == 0, "\(result.errors)")
        for blob in bench.image.blobs { #expect(bench.bytesOnTheWire(blob) == blob.size) }
        bench.expectWhole()
        bench.expectNoSecret(result)
    }

    private func pull(
        _ bench: FaultBench, through front: TLSFront, _ arrange: (FaultBench) -> Void
    ) throws -> ProgramResult {
        let authority = "127.0.0.1:\(front.port)"
        bench.registry.access = Self.access
        try bench.logIn(to: authority)
        arrange(bench)
        return try bench.pull(["--http2", "--cacert", front.certificate], from: authority)
    }

    /// Without a token server: a registry with a public name may not name one on loopback.
    private static let access = AccessControl.basic(["user": FaultBench.secrets[0]])

    private func pull(_ bench: FaultBench, _ options: [String] = []) throws -> ProgramResult {
        let authority = "\(TwoFamilies.name):\(bench.registry.port)"
        try bench.logIn(to: authority)
        let arguments = ["pull", "-v", "--plain-http", "\(authority)/team/app:1", "--platform", "linux/amd64"]
        return try TwoFamilies.run(bench.resolve, arguments + ["-o", "out"] + options)
    }
}
