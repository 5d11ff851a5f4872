import Testing

@testable import RegistryProtocol

struct HTTPValuesTests {
    @Test func `names are compared whatever the case, and order is kept`() {
        var headers: HTTPHeaders = ["Accept": "a", "X": "1", "accept": "b"]
        #expect(headers.first("ACCEPT") == "a")
        #expect(headers.values(of: "accept") == ["a", "b"])
        #expect(headers.first("missing") == nil)
        headers.set(name: "ACCEPT", value: "c")
        #expect(headers.lines == ["X: 1", "ACCEPT: c"])
        headers.remove("x")
        #expect(headers.adding(nil).lines == ["ACCEPT: c"])
        #expect(headers.adding(HTTPHeader(name: "Y", value: "2")).lines == ["ACCEPT: c", "Y: 2"])
    }

    // RFC 9110, section 5.5: CR, LF and NUL within a value become spaces.
    @Test(arguments: [
        ("  a b\t", "a b"), ("a\r\nX: y", "a  X: y"), ("a\u{0}b", "a b"), ("\r\n", ""), ("", ""),
        ("e\u{301}", "e\u{301}"),
    ])
    func `a value cannot start a new line`(value: String, expected: String) {
        #expect(HTTPHeader(name: "X", value: value).value == expected)
    }

    @Test(arguments: ["Authorization", "authorization", "Proxy-Authorization", "Cookie", "Set-Cookie"])
    func `secrets in headers are not printed`(name: String) {
        let headers: HTTPHeaders = HTTPHeaders([HTTPHeader(name: name, value: "Bearer hush")])
        #expect(headers.description == "\(name): <redacted>")
        #expect(!String(reflecting: headers).contains("hush"))
        #expect(headers.lines == ["\(name): Bearer hush"])
    }

    @Test func `a request prints without its secrets`() throws {
        let headers: HTTPHeaders = ["Authorization": "Basic hush"]
        let address = try WebAddress(parsing: "https://auth.example/token?sig=hush&service=r")
        let request = HTTPRequest(.post, address, headers: headers, body: Array("password=hush".utf8))
        let expected =
            "POST https://auth.example/token?sig=<redacted>&service=r "
            + "(authorization <redacted>) (body of 13 bytes)"
        #expect(request.description == expected)
        #expect(!String(reflecting: request).contains("hush"))
        #expect(HTTPRequest(.get, address).description == "GET https://auth.example/token?sig=<redacted>&service=r")
    }

    @Test(
        arguments: [
            (["12"], 12), (["12", "12"], 12), (["12", "13"], nil), (["-1"], nil), (["+1"], nil), (["1 2"], nil),
            ([""], nil),
            ([], nil), (["9223372036854775807"], 9_223_372_036_854_775_807), (["9223372036854775808"], nil),
            (["0x1"], nil),
        ] as [([String], Int64?)])
    func `a malformed or contradictory length counts as none`(values: [String], expected: Int64?) {
        let headers = HTTPHeaders(values.map { HTTPHeader(name: "content-length", value: $0) })
        #expect(HTTPHead(status: 200, headers: headers).contentLength == expected)
    }

    @Test func `a content type is read without its parameters`() {
        #expect(HTTPHead(status: 200, headers: ["Content-Type": "Text/HTML; charset=utf-8"]).contentType == "text/html")
        #expect(HTTPHead(status: 200).contentType == nil)
    }

    @Test(
        arguments: [
            ("bytes 0-9/10", 0..<10, 10), ("BYTES  5-5/*", 5..<6, nil), ("bytes */10", nil, 10),
            ("bytes */*", nil, nil),
        ] as [(String, Range<Int64>?, Int64?)])
    func `a content range is read`(value: String, bytes: Range<Int64>?, total: Int64?) throws {
        let range = try #require(ContentRange(["Content-Range": value]))
        #expect(range.bytes == bytes)
        #expect(range.total == total)
    }

    @Test(arguments: [
        "", "bytes", "0-9/10", "items 0-9/10", "bytes 9-0/10", "bytes 0-9", "bytes 0-9/", "bytes -9/10", "bytes 0-/10",
        "bytes 0-9/10/11", "bytes 0-1-2/10", "bytes a-b/10", "bytes 0 - 9/10", "bytes 0-9223372036854775807/*",
        "bytes 0-9/-10", "bytes=0-9/10",
    ])
    func `a malformed content range counts as none`(value: String) {
        #expect(ContentRange(["Content-Range": value]) == nil)
    }

    @Test func `two content ranges count as none`() {
        #expect(ContentRange(["Content-Range": "bytes 0-9/10", "content-range": "bytes 0-9/10"]) == nil)
    }

    // Distribution-spec, "Warnings".
    @Test func `a warning is shown once, escaped and bounded`() {
        var warnings = RegistryWarnings()
        let long = String(repeating: "x", count: 4090)
        let headers = HTTPHeaders(
            [
                "299 - \"old \\\"tag\\\"\"", "299 - \"old \\\"tag\\\"\"", "199 - \"x\"", "299 agent \"x\"",
                "299 - \"open", "299 - \"\"",
            ]
            .map { HTTPHeader(name: "Warning", value: $0) })
        #expect(warnings.new(in: headers) == ["old \"tag\""])
        #expect(warnings.new(in: headers) == [])
        #expect(warnings.new(in: ["Warning": "299 - \"\(long)\""]) == [])
        #expect(warnings.new(in: ["warning": "299 - \"\u{1B}[2J\""]) == ["\\u{1b}[2J"])
    }

    @Test func `a secret is never printed`() {
        let secret = Secret("hush")
        #expect("\(secret)" == "<redacted>")
        #expect(String(reflecting: [secret]) == "[<redacted>]")
        var dumped = ""
        dump(Credential.basic(username: "u", password: secret), to: &dumped)
        #expect(!dumped.contains("hush"))
        #expect(secret.revealed == "hush")
    }

    // RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"), ("\u{FF}~?", "w79+Pw=="),
    ])
    func `base64 follows the standard`(text: String, expected: String) {
        #expect(Base64.encoded(text.utf8) == expected)
    }
}
