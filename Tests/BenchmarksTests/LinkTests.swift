import TestSupport
import Testing

@testable import Benchmarks

/// The slow link, reckoned and real.
struct LinkTests {
    @Test func `a rate spaces pieces, and starts anew after a pause`() {
        var pace = Pace(bytesPerSecond: 1000, toleranceNanoseconds: 0)
        #expect(pace.reserve(500, now: 10) == 500_000_010)
        #expect(pace.reserve(500, now: 20) == 1_000_000_010)
        #expect(pace.reserve(1000, now: 5_000_000_000) == 6_000_000_000)
    }

    @Test func `a sleep that took too long is made up for`() {
        var pace = Pace(bytesPerSecond: 1000, toleranceNanoseconds: 2_000_000)
        let first = pace.reserve(100, now: 1_000_000_000)
        #expect(pace.reserve(100, now: first + 1_000_000) == first + 100_000_000)
        #expect(pace.reserve(100, now: first + 103_000_000) == first + 201_000_000)
    }

    @Test func `the first bytes of a connection wait for its handshake`() {
        let shape = LinkShape.roundTrip(milliseconds: 30)
        #expect(shape.arrivalAtServer(sentAt: 0, acceptedAt: 0) == 45_000_000)
        #expect(shape.arrivalAtServer(sentAt: 60_000_000, acceptedAt: 0) == 75_000_000)
        #expect(shape.arrivalAtClient(sentAt: 5) == 15_000_005)
    }

    @Test func `a request on a new connection takes two round trips, and every byte is counted`() throws {
        let server = try RawAnswers(bytes: 100_000)
        let link = try LinkForwarder(to: server.port, shape: .roundTrip(milliseconds: 100))
        let fetched = try runChecked(
            "curl", ["-q", "-s", "-S", "-w", "%{time_total}", "-o", "/dev/null", "http://127.0.0.1:\(link.port)/x"])
        let seconds = try #require(Double(fetched.output))
        #expect(seconds >= 0.2)
        #expect(seconds < 0.4)
        #expect(link.bytes > 100_000)
        #expect(link.bytes < 101_000)
        withExtendedLifetime(server) {}
    }

    @Test func `connections share a rate`() throws {
        let server = try RawAnswers(bytes: 500_000)
        var shape = LinkShape.plain
        shape.bytesPerSecondShared = 4_000_000
        let link = try LinkForwarder(to: server.port, shape: shape)
        let urls = (0..<4).flatMap { ["-o", "/dev/null", "http://127.0.0.1:\(link.port)/\($0)"] }
        let fetched = try runChecked("curl", ["-q", "-s", "-S", "-Z", "--parallel-immediate"] + urls)
        #expect(fetched.seconds > 0.45)
        #expect(fetched.seconds < 1.5)
        withExtendedLifetime(server) {}
    }
}

/// A server that answers every path with as many bytes.
private final class RawAnswers {
    /// Its port.
    let port: Int
    private let registry: MisbehavingRegistry

    init(bytes: Int) throws {
        registry = try MisbehavingRegistry()
        for name in ["x", "0", "1", "2", "3"] {
            registry.put(target: "/" + name, [UInt8](repeating: 7, count: bytes), mediaType: "text/plain")
        }
        port = registry.port
    }
}
