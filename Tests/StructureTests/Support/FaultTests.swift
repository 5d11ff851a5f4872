import TestSupport
import Testing

/// Each fault, as curl sees it: 1000 bytes at one path.
struct FaultTests {
    /// A fault, curl's exit status, the reply's status, and the number of bytes that came.
    struct Case: Sendable, CustomTestStringConvertible {
        let fault: Fault
        let exit: Int32
        let status: Int
        let count: Int
        var testDescription: String { fault.name }

        init(_ fault: Fault, exit: Int32 = 0, status: Int = 200, count: Int = 1000) {
            self.fault = fault
            self.exit = exit
            self.status = status
            self.count = count
        }
    }

    private let registry: MisbehavingRegistry
    private let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    private var url: String { registry.url + "/file" }

    init() throws {
        registry = try MisbehavingRegistry()
        registry.put(target: "/file", bytes)
    }

    // curl: 18 partial file, 47 too many redirects, 52 empty reply, 56 receive error.
    @Test(arguments: [
        Case(.status(503), status: 503, count: 0), Case(.tooManyRequests(retryAfter: "2"), status: 429, count: 69),
        Case(.cut(after: 100), exit: 18, count: 100), Case(.cut(atFraction: 0.25), exit: 18, count: 250),
        Case(.cut(after: 0), exit: 18, count: 0), Case(.cut(after: 1000)),
        Case(.closedWithoutReply, exit: 52, status: 0, count: 0),
        Case(.stall(after: 500, seconds: 0.1)), Case(.delay(seconds: 0.1)), Case(.slow(bytesPerSecond: 5000)),
        Case(.truncated(by: 10), count: 990), Case(.padded(by: 10), count: 1010), Case(.flipped(at: 5)),
        Case(.replaced([1, 2, 3]), count: 3), Case(.html, count: 95),
        Case(.statedLength(1500), exit: 18, count: 1000), Case(.statedLength(600), count: 600),
        Case(.closeDelimited), Case(.chunked), Case(.gzipEncoded, count: 1023),
        Case(.redirect(302, .itself), exit: 47, status: 302, count: 0),
    ])
    func `each fault is what it says`(expected: Case) throws {
        registry.misbehave(on: "/file", expected.fault)
        let reply = try Curl(url, "-L", "--max-redirs", "3")
        #expect(reply.exit == expected.exit)
        #expect(reply.status == expected.status)
        #expect(reply.body.count == expected.count)
        #expect(registry.log.first?.faults == [expected.fault.name])
    }

    @Test func `a reset ends the connection abruptly`() throws {
        registry.misbehave(on: "/file", .reset(after: 100))
        #expect([18, 56].contains(try Curl(url).exit))
    }

    @Test func `faults combine`() throws {
        registry.misbehave(on: "/file", .chunked, .cut(after: 300), .flipped(at: 2))
        let reply = try Curl(url)
        #expect([18, 56].contains(reply.exit))
        #expect(reply.body == [0, 1, 3] + bytes[3..<300])
    }

    @Test(arguments: [
        (Fault.ignoresRange, 200, ""), (.rangeRefused, 416, "bytes */1000"),
        (.badContentRange("bytes 5-6/7"), 206, "bytes 5-6/7"), (.shiftedRange(by: 10), 206, "bytes 110-209/1000"),
    ])
    func `ranges go wrong as told`(fault: Fault, status: Int, label: String) throws {
        registry.misbehave(on: "/file", fault)
        let reply = try Curl(url, "-H", "Range: bytes=100-199")
        #expect(reply.status == status)
        #expect(reply.head.contains("Content-Range: \(label)\r\n") == !label.isEmpty)
    }

    @Test func `header faults change one field`() throws {
        registry.misbehave(
            on: "/file", .contentType("a/b; charset=utf-8"), .wrongDigest, .warning("old"), .header("X-More", "1"))
        let head = try Curl(url).head
        #expect(head.contains("Content-Type: a/b; charset=utf-8\r\n"))
        #expect(head.contains("Docker-Content-Digest: sha256:0000"))
        #expect(head.contains("Warning: 299 - \"old\"\r\nX-More: 1\r\n"))
    }

    @Test func `hits are counted together or for each target, and rules can be forgotten`() throws {
        registry.put(target: "/file2", bytes)
        registry.misbehave(on: "/file", hits: 2...2, .status(500))
        registry.misbehave(on: .matching("2$"), method: "GET", hits: 1...1, counting: .perTarget, .status(502))
        let seen = try ["/file", "/file2", "/file2", "/file"].map { try Curl(registry.url + $0).status }
        #expect(seen == [200, 502, 200, 200])
        registry.behave()
        registry.misbehave(on: "/file", hits: 1...1, counting: .perTarget, .status(500))
        let again = try ["/file", "/file2", "/file2", "/file"].map { try Curl(registry.url + $0).status }
        #expect(again == [500, 500, 200, 200])
    }

    @Test func `slow is as slow as it says`() throws {
        registry.misbehave(on: "/file", .slow(bytesPerSecond: 2000))
        #expect(try Curl(url).seconds > 0.4)
    }

    @Test func `a second server sees what a redirect brings along`() throws {
        let store = try MisbehavingRegistry(address: "127.0.0.2")
        store.put(target: "/file?sig=a%2Fb", bytes)
        registry.misbehave(on: "/file", .redirect(307, .samePath(on: store.url, query: "sig=a%2Fb")))
        let safe = try Curl(url, "-L", "-u", "me:secret")
        #expect(safe.body == bytes)
        #expect(registry.log.first?.authorization != nil)
        #expect(store.log.map { $0.authorization == nil } == [true])
        #expect(try Curl(url, "-L", "-u", "me:secret", "--location-trusted").status == 200)
        #expect(store.log.last?.authorization != nil)
    }

    @Test func `a stalled reply ends at once when the server is stopped`() throws {
        registry.misbehave(on: "/file", .stall(after: 10, seconds: 60))
        let client = try BackgroundProgram("curl", ["-s", url])
        while registry.log.isEmpty { try #require(!client.hasEnded) }
        registry.stop()
        #expect(client.wait(timeoutSeconds: 10).status != 0)
        #expect(registry.log.first?.isAnswered == false)
    }
}
