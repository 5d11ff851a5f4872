import TestSupport
import Testing

@testable import RegistryProtocol

/// Parsers get damaged input: none of them traps, and accepted text is accepted again.
struct DamageTests {
    private static let odd = Array("%/:?#@[]\\\"',=;- \t\0\r\n\u{FF}0x{}ä".utf8)

    private func damaged(_ text: String, _ random: inout SeededGenerator) -> String {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...5, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0...3, using: &random) {
            case 0: bytes.remove(at: place)
            case 1: bytes[place] = Self.odd.randomElement(using: &random) ?? 0
            case 2: bytes.insert(Self.odd.randomElement(using: &random) ?? 0, at: place)
            default: bytes.swapAt(place, 0)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a parsed address prints as text that parses to the same address`() throws {
        var random = SeededGenerator.fromEnvironment("addresses")
        let base = try WebAddress(parsing: "https://r.example:5000/v2/app/tags/list?n=1")
        let golden = [
            "https://store.example:8443/a//b/../c?sig=%2F&x=1", "http://[2001:db8::1]:5000/v2/",
            "http://127.0.0.1:5000/v2/x",
            "//h/x", "../blobs/x?y",
        ]
        for _ in 0..<4_000 {
            let text = damaged(golden.randomElement(using: &random) ?? "", &random)
            for address in [try? WebAddress(parsing: text), try? base.resolving(text)].compactMap({ $0 }) {
                #expect(try WebAddress(parsing: address.absoluteText) == address)
                #expect(address.absoluteText.utf8.allSatisfy { (0x21...0x7E).contains($0) })
                _ = (address.reach, address.description, address.adding([("a", "b")]))
            }
        }
    }

    @Test func `no damage to a header value traps its parser`() {
        var random = SeededGenerator.fromEnvironment("headers")
        let golden = [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "bytes 0-99/100", "120", "100;w=21600",
            "299 - \"text\"",
        ]
        for _ in 0..<4_000 {
            let value = damaged(golden.randomElement(using: &random) ?? "", &random)
            let names = ["Retry-After", "Content-Range", "ratelimit-limit", "Warning", "Content-Length"]
            let head = HTTPHead(status: 200, headers: HTTPHeaders(names.map { HTTPHeader(name: $0, value: value) }))
            var warnings = RegistryWarnings()
            _ = (RetryAfter(head.headers)?.waitSeconds(nowUnixSeconds: 0), RateLimit(head.headers)?.description)
            _ = (ContentRange(head.headers), warnings.new(in: head.headers), head.contentLength)
        }
    }

    @Test func `no damage to a body traps its parser`() {
        var random = SeededGenerator.fromEnvironment("bodies")
        let golden = [
            #"{"token":"abc","expires_in":300,"refresh_token":"r"}"#,
            #"{"errors":[{"code":"DENIED","message":"denied","detail":{"a":[1,2]}}]}"#,
            #"{"error":"invalid_grant","error_description":"no"}"#,
        ]
        for _ in 0..<2_000 {
            let body = Array(damaged(golden.randomElement(using: &random) ?? "", &random).utf8)
            _ = (try? TokenResponse(parsing: body, registry: "r.example"), ErrorBody(parsing: body)?.description)
        }
    }
}
