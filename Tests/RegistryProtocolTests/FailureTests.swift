import TestSupport
import Testing

@testable import RegistryProtocol

struct FailureTests {
    private static func status(_ code: Int, _ body: String = "", headers: HTTPHeaders = [:]) -> TransferFailure {
        .status(StatusFailure(HTTPHead(status: code, headers: headers), body: ErrorBody(parsing: Array(body.utf8))))
    }

    @Test(arguments: [
        (
            #"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"x"}}]}"#,
            "MANIFEST_UNKNOWN: manifest unknown: Tag x"
        ),
        // docker-registry 2.8.2: a token that lacks a right, and a layer with URLs.
        (
            #"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":[{"Type":"repository","Class":"","Name":"team/app","Action":"pull"},{"Type":"repository","Class":"","Name":"team/app","Action":"push"}]}]}"#,
            "UNAUTHORIZED: authentication required: Action pull, Name team/app, Type repository; "
                + "Action push, Name team/app, Type repository"
        ),
        (
            #"{"errors":[{"code":"UNKNOWN","message":"unknown error"},{"code":"UNKNOWN","message":"unknown error","detail":{}},{"code":"MANIFEST_BLOB_UNKNOWN","message":"blob unknown to registry","detail":"sha256:49"}]}"#,
            "UNKNOWN: unknown error; MANIFEST_BLOB_UNKNOWN: blob unknown to registry: sha256:49"
        ),
        (#"{"errors":[{"code":"A","detail":[1,true,2.5,null,{"b":{"c":""}}]}]}"#, "A: 1; true; 2.5"),
        (#"{"errors":[{"code":"A"},{"message":"b"},{"code":"C","message":""},{},5,"text"]}"#, "A; b; C; text"),
        (#"{"errors":[{"code":7,"message":"b"}]}"#, "b"),
        (#"{"errors":[{"code":"DENIED","message":null,"detail":"no"}]}"#, "DENIED: no"),
        (#"{"error":"invalid_grant","error_description":"no such user"}"#, "invalid_grant: no such user"),
        (#"{"error":{"code":"X","message":"y"}}"#, "X: y"),
        (#"{"details":"incorrect username or password"}"#, "incorrect username or password"),
        (#"{"message":"m"}"#, "m"),
        (
            #"{"errors":[{"message":"1"},{"message":"2"},{"message":"3"},{"message":"4"},{"message":"5"},{"message":"6"}]}"#,
            "1; 2; 3; 4; 5"
        ),
        ("\r\n  404 page not found\nmore", "404 page not found"),
        ("[1]", "[1]"), (#"{"errors":"#, #"{"errors":"#),
        (#"{"errors":[{"message":"\u001b[2J\u202e"}]}"#, "\\u{1b}[2J\\u{202e}"),
    ])
    func `the body of an error is read in every known form`(text: String, expected: String) {
        #expect(ErrorBody(parsing: Array(text.utf8))?.description == expected)
    }

    @Test(arguments: [
        (#"{"errors":[{"code":"A","message":"b","detail":"c"}]}"#, "A: b"),
        (#"{"errors":[{"code":"A","detail":"c"}]}"#, "A: c"),
        (#"{"errors":[{"code":"A","message":"b","detail":"c"},{"code":"A","message":"b","detail":"d"}]}"#, "A: b"),
    ])
    func `the summary of an error leaves out details beside a message`(text: String, expected: String) {
        #expect(ErrorBody(parsing: Array(text.utf8))?.summary == expected)
    }

    @Test(arguments: [
        "", " \n\r\n", "<html>\r\n<head><title>401</title>", "\n <!DOCTYPE HTML>\n", "<Error>x</Error>", "{}",
        #"{"errors":[]}"#, #"{"errors":[{}]}"#, #"{"errors":null}"#,
    ])
    func `a body without information counts as none`(text: String) {
        #expect(ErrorBody(parsing: Array(text.utf8)) == nil)
    }

    @Test func `a huge or deep body is bounded`() {
        let deep = Array(String(repeating: "[", count: 100_000).utf8)
        #expect(ErrorBody(parsing: deep)?.description.count == 200)
        let nest = String(repeating: "[", count: 400) + "1" + String(repeating: "]", count: 400)
        #expect(ErrorBody(parsing: Array(#"{"errors":[{"code":"A","detail":\#(nest)}]}"#.utf8))?.description == "A")
        let long = String(repeating: "x", count: 10_000)
        let detailed = ErrorBody(parsing: Array(#"{"errors":[{"code":"A","detail":"\#(long)"}]}"#.utf8))
        #expect(detailed?.description.count == 400)
        let invalid = [UInt8](repeating: 0xFF, count: 100_000)
        #expect(ErrorBody(parsing: invalid)?.description.count == 200)
    }

    @Test(arguments: [
        (status(401), FailureSubject.credentials), (status(403), .credentials), (status(404), .notFound),
        (status(410), .notFound), (status(429), .rateLimited), (status(400), .network), (status(500), .network),
        (status(400, #"{"errors":[{"code":"TOOMANYREQUESTS"}]}"#), .rateLimited),
        (status(403, #"{"errors":[{"code":"toomanyrequests"}]}"#), .rateLimited),
        (status(400, #"{"errors":[{"code":"NAME_UNKNOWN"}]}"#), .notFound),
        (status(403, #"{"errors":[{"code":"DENIED"}]}"#), .credentials),
        (status(500, #"{"errors":[{"code":"UNKNOWN"},{"code":"MANIFEST_BLOB_UNKNOWN"}]}"#), .notFound),
        (status(503, #"{"errors":[{"code":"NAME_UNKNOWN"}]}"#), .notFound),
        (status(503, #"{"errors":[{"code":"UNAVAILABLE"}]}"#), .network),
        (.tooLong(limit: 5), .malformed), (.cut(received: 1, expected: 2), .network),
        (.tls(code: 60, message: ""), .network), (.redirect(.tooManyRedirects(limit: 10)), .network),
        (.notStarted(""), .network), (.timedOut(received: 0, seconds: 1), .network),
    ])
    func `a failure has one subject`(failure: TransferFailure, expected: FailureSubject) {
        #expect(failure.subject == expected)
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504, 520, 529])
    func `a transient status is retried`(code: Int) {
        #expect(Self.status(code).isTransient)
    }

    @Test(
        .userCase("L24"),
        arguments: [
            ("MANIFEST_BLOB_UNKNOWN", false), ("manifest_unknown", false), ("NAME_INVALID", false),
            ("DIGEST_INVALID", false), ("UNSUPPORTED", false), ("UNKNOWN", true), ("UNAVAILABLE", true),
            ("TOOMANYREQUESTS", true), ("DENIED", true), ("BLOB_UPLOAD_UNKNOWN", true),
        ])
    func `a server error is retried unless its body names an error that stays`(code: String, isTransient: Bool) {
        let body = #"{"errors":[{"code":"UNKNOWN","message":"unknown error"},{"code":"\#(code)"}]}"#
        #expect(Self.status(500, body).isTransient == isTransient)
        #expect(Self.status(503, body).isTransient == isTransient)
        #expect(Self.status(429, body).isTransient)
    }

    @Test(arguments: [200, 301, 400, 401, 403, 404, 405, 416, 501, 505, 519, 530])
    func `a permanent status is not retried`(code: Int) {
        #expect(!Self.status(code).isTransient)
    }

    @Test(arguments: [
        (TransferFailure.nameResolution(code: 6, message: ""), true), (.connection(code: 7, message: ""), true),
        (.connection(code: 16, message: ""), true), (.connection(code: 52, message: ""), true),
        (.connection(code: 55, message: ""), true), (.connection(code: 56, message: ""), true),
        (.connection(code: 92, message: ""), true), (.connection(code: 1, message: ""), false),
        (.connection(code: 8, message: ""), false), (.tls(code: 35, message: ""), true),
        (.tls(code: 60, message: ""), false), (.cut(received: 0, expected: nil), true),
        (.timedOut(received: 0, seconds: 0), true), (.stalled(received: 0, seconds: 0, address: nil), true),
        (.unreachable(code: 7, message: ""), false), (.unreachable(code: 6, message: ""), false),
        (.encoded("gzip"), false), (.undecodable("gzip"), false), (.notStarted(""), false), (.tooLong(limit: 0), false),
        (.redirect(.missingLocation(.redirect, status: 302)), false),
    ])
    func `transient failures of libcurl are retried`(failure: TransferFailure, expected: Bool) {
        #expect(failure.isTransient == expected)
        // What no retry waits for may still be there when the command is run again.
        let isUnreachable = if case .unreachable = failure { true } else { false }
        #expect(failure.mayPass == (expected || isUnreachable))
    }

    @Test(
        .userCase("N11"),
        arguments: [
            (TransferFailure.nameResolution(code: 6, message: "m"), TransferFailure.unreachable(code: 6, message: "m")),
            (.nameResolution(code: 5, message: "m"), .unreachable(code: 5, message: "m")),
            (.connection(code: 7, message: "m"), .unreachable(code: 7, message: "m")),
            (.connection(code: 52, message: "m"), .connection(code: 52, message: "m")),
            (.timedOut(received: 0, seconds: 30), .timedOut(received: 0, seconds: 30)),
        ])
    func `an unknown name and a refused connection are final at first contact`(
        failure: TransferFailure, expected: TransferFailure
    ) {
        #expect(failure.atFirstContact == expected)
    }

    @Test(arguments: [
        ("Unsupported proxy syntax in 'http://me:hush@p:x'", "Unsupported proxy syntax in 'http://<redacted>@p:x'"),
        ("Unsupported proxy syntax in 'me:hu sh@p'", "Unsupported proxy syntax in '<redacted>@p'"),
        ("bad me:hu//sh@proxy", "bad me:hu//<redacted>@proxy"),
        ("http://me:h@u//s'h@proxy http://x", "http://<redacted>@proxy http://x"),
        ("me:hush@proxy", "<redacted>@proxy"), ("to me:hush@proxy", "to <redacted>@proxy"),
    ])
    func `a password in an address is not printed`(message: String, shown: String) {
        #expect(TransferFailure.connection(code: 5, message: message).description == "no response: \(shown)")
        #expect(TransferFailure.notStarted(message).description == "the request was not sent: \(shown)")
    }

    @Test(arguments: [
        (TransferFailure.notStarted("why"), "the request was not sent: why"),
        (
            .nameResolution(code: 6, message: "Could not resolve host: x"),
            "name resolution: Could not resolve host: x"
        ),
        (.connection(code: 7, message: "refused"), "no response: refused"),
        (.unreachable(code: 7, message: "refused"), "no response: refused"),
        (.unreachable(code: 6, message: "no such host"), "name resolution: no such host"),
        (.unreachable(code: 5, message: "no such proxy"), "proxy: no such proxy"),
        (.encoded("br"), "the server sent the content with Content-Encoding 'br', which was not asked for"),
        (.undecodable("gzip"), "the response cannot be decoded from its Content-Encoding 'gzip'"),
        (.tls(code: 35, message: "reset by peer"), "TLS: reset by peer"),
        (.tls(code: 0, message: TLSFault.notTLS), "the server speaks TLS, not plain HTTP"),
        (.timedOut(received: 5, seconds: 30), "timed out after 30 s and 5 bytes"),
        (
            .stalled(received: 5, seconds: 30, address: "192.0.2.1"),
            "no progress for 30 s from 192.0.2.1, after 5 bytes"
        ),
        (.stalled(received: 5, seconds: 30, address: nil), "no progress for 30 s, after 5 bytes"),
        (.cut(received: 5, expected: 9), "the connection was cut after 5 of 9 bytes"),
        (.cut(received: 5, expected: nil), "the connection was cut after 5 bytes"),
        (.headTooLong(limit: 262_144), "the response's head is longer than 262144 bytes"),
        (.tooLong(limit: 8_388_608), "the response is longer than 8388608 bytes"),
        (.redirect(.tooManyRedirects(limit: 10)), "more than 10 redirects in a row"),
        (status(404), "status 404"),
        (
            status(
                401, #"{"errors":[{"code":"UNAUTHORIZED"}]}"#,
                headers: ["WWW-Authenticate": #"Bearer realm="r",error="insufficient_scope""#]),
            #"status 401: UNAUTHORIZED, error="insufficient_scope""#
        ),
        (
            status(404, #"{"errors":[{"code":"NAME_UNKNOWN","message":"no\u0007"}]}"#),
            "status 404: NAME_UNKNOWN: no\\u{7}"
        ),
        (
            status(
                429, "slow",
                headers: [
                    "Retry-After": "21600", "ratelimit-limit": "100;w=21600", "RateLimit-Remaining": "0;w=21600",
                    "docker-ratelimit-source": "192.0.2.1",
                ]), "status 429: slow (quota of 100 in 21600 s for 192.0.2.1, 0 left), retry after 21600 s"
        ),
        (status(429, headers: ["ratelimit-limit": "100"]), "status 429 (quota of 100)"),
        (status(429, headers: ["ratelimit-limit": "many"]), "status 429"),
    ])
    func `each failure says what happened, with its numbers`(failure: TransferFailure, expected: String) {
        #expect(failure.description == expected)
    }
}
