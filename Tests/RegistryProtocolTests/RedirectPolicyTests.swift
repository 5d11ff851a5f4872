import Testing

@testable import RegistryProtocol

struct RedirectPolicyTests {
    private static let registry = "https://r.example/v2/a/blobs/x"

    private func request(_ url: String, _ method: HTTPMethod = .get, body: [UInt8]? = nil) throws -> HTTPRequest {
        let headers: HTTPHeaders = [
            "Accept": "*/*", "Authorization": "Bearer hush", "Range": "bytes=5-9", "Cookie": "c=1",
            "Proxy-Authorization": "Basic x", "X-Own": "1", "Content-Type": "application/x-www-form-urlencoded",
        ]
        return HTTPRequest(method, try WebAddress(parsing: url), headers: headers, body: body)
    }

    private func follow(
        _ request: HTTPRequest, to location: String?, status: Int = 307, permitsLeavingTLS: Bool = false
    ) throws -> HTTPRequest? {
        var policy = RedirectPolicy(first: request.url, permitsLeavingTLS: permitsLeavingTLS)
        let headers = HTTPHeaders(location.map { [HTTPHeader(name: "Location", value: $0)] } ?? [])
        return try policy.next(after: request, head: HTTPHead(status: status, headers: headers))
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `five statuses are redirects`(status: Int) throws {
        let next = try #require(
            try follow(try request(Self.registry), to: "https://s.example//b?sig=%2F", status: status))
        #expect(next.url.absoluteText == "https://s.example//b?sig=%2F")
        #expect(next.method == .get)
    }

    @Test(arguments: [200, 206, 300, 304, 305, 306, 401, 404])
    func `other statuses are final responses`(status: Int) throws {
        #expect(try follow(try request(Self.registry), to: "https://s.example/", status: status) == nil)
    }

    // distribution-spec: Authorization must not cross host boundaries, and the port is one (minio#5155).
    @Test(arguments: [
        ("https://r.example/other", true), ("https://r.example:443/other", true), ("/other", true), ("other", true),
        ("https://r.example:8443/other", false), ("https://s.example/", false), ("//s.example/", false),
        ("https://r.example.evil.example/", false),
    ])
    func `authorization stays with scheme, host and port`(location: String, keeps: Bool) throws {
        let next = try #require(try follow(try request(Self.registry), to: location))
        #expect((next.headers.first("Authorization") != nil) == keeps)
        #expect((next.headers.first("X-Own") != nil) == keeps)
        #expect(next.headers.first("Cookie") == nil)
        #expect(next.headers.first("Proxy-Authorization") == nil)
        #expect(next.headers.first("Range") == "bytes=5-9")
        #expect(next.headers.first("Accept") == "*/*")
    }

    @Test func `authorization is not sent again once it was dropped`() throws {
        let first = try request(Self.registry)
        var policy = RedirectPolicy(first: first.url, permitsLeavingTLS: false)
        let away = try #require(
            try policy.next(after: first, head: HTTPHead(status: 302, headers: ["Location": "https://s.example/"])))
        #expect(policy.isElsewhere)
        let back = try #require(
            try policy.next(after: away, head: HTTPHead(status: 302, headers: ["Location": Self.registry])))
        #expect(back.url == first.url)
        #expect(back.headers.first("Authorization") == nil)
        #expect(policy.isElsewhere)
        #expect(policy.hops == 2)
    }

    @Test func `TLS is not left`() throws {
        let target = try WebAddress(parsing: "http://s.example/")
        #expect(throws: ResponseError.insecure(.redirect, target: target)) {
            try follow(try request(Self.registry), to: "http://s.example/")
        }
        let next = try follow(try request(Self.registry), to: "http://s.example/", permitsLeavingTLS: true)
        #expect(next?.url == target)
        #expect(next?.headers.first("Authorization") == nil)
        #expect(try follow(try request("http://r.example/"), to: "http://s.example/")?.url == target)
    }

    @Test(arguments: [
        "https://169.254.169.254/latest", "https://10.0.0.1/", "https://127.0.0.1/", "https://[::1]/",
        "https://localhost/",
        "https://[fe80::1]/", "https://[::ffff:169.254.169.254]/", "https://0x7f.1/", "https://minio/",
    ])
    func `a public registry must not lead inside`(location: String) throws {
        let target = try WebAddress(parsing: location)
        #expect(throws: ResponseError.inward(.redirect, target: target)) {
            try follow(try request(Self.registry), to: location)
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:5000/", "http://127.0.0.1:5001/", true),
        ("http://127.0.0.1:5000/", "http://localhost:1/", true),
        ("http://127.0.0.1:5000/", "http://127.0.0.2:1/", true), ("http://127.0.0.1:5000/", "http://10.0.0.1/", true),
        ("http://127.0.0.1:5000/", "http://169.254.169.254/", false), ("http://10.0.0.1/", "http://127.0.0.1/", false),
        ("http://10.0.0.1/", "http://192.168.0.1/", true), ("http://10.0.0.1/", "http://s.example/", true),
        ("http://harbor:5000/", "http://10.0.0.1:9000/", true),
    ])
    func `a private registry may lead to private addresses`(from: String, to location: String, isFollowed: Bool) throws
    {
        let start = try request(from)
        let next = try? follow(start, to: location)
        #expect((next != nil) == isFollowed)
    }

    @Test func `at most ten redirects are followed`() throws {
        var current = try request("https://r.example/0")
        var policy = RedirectPolicy(first: current.url, permitsLeavingTLS: false)
        for hop in 1...10 {
            let head = HTTPHead(status: 302, headers: ["Location": "/\(hop)"])
            current = try #require(try policy.next(after: current, head: head))
        }
        #expect(current.url.absoluteText == "https://r.example/10")
        #expect(current.headers.first("Authorization") == "Bearer hush")
        #expect(throws: ResponseError.tooManyRedirects(limit: 10)) {
            try policy.next(after: current, head: HTTPHead(status: 302, headers: ["Location": "/11"]))
        }
    }

    @Test func `a location must be present and well formed`() throws {
        #expect(throws: ResponseError.missingLocation(.redirect, status: 307)) {
            try follow(try request(Self.registry), to: nil)
        }
        #expect(throws: ResponseError.malformedLocation(.redirect, .empty)) {
            try follow(try request(Self.registry), to: "")
        }
        #expect(throws: ResponseError.malformedLocation(.redirect, .userInformation)) {
            try follow(try request(Self.registry), to: "https://u:p@s.example/")
        }
    }

    @Test func `a form is not sent to another host`() throws {
        let post = try request("https://auth.example/token", .post, body: [1])
        let target = try WebAddress(parsing: "https://s.example/token")
        #expect(throws: ResponseError.foreignBody(target: target)) { try follow(post, to: "https://s.example/token") }
        let same = try #require(try follow(post, to: "/other", status: 308))
        #expect(same.method == .post && same.body == [1])
        let seeOther = try #require(try follow(post, to: "https://s.example/token", status: 303))
        #expect(seeOther.method == .get && seeOther.body == nil)
        #expect(seeOther.headers.first("Content-Type") == nil)
    }

    @Test func `a remembered address follows the same rules`() throws {
        let request = HTTPRequest(
            .get, try WebAddress(parsing: Self.registry),
            headers: ["Range": "bytes=0-9", "Authorization": "Bearer t", "X-Own": "1"])
        var policy = RedirectPolicy(first: request.url, permitsLeavingTLS: false)
        let next = try policy.follow(request, to: try WebAddress(parsing: "https://s.example/b?sig=1"))
        #expect(policy.isElsewhere && policy.hops == 1)
        #expect(next.headers.fields.map(\.name) == ["Range"])
        let inside = try WebAddress(parsing: "https://169.254.169.254/")
        #expect(throws: ResponseError.inward(.redirect, target: inside)) { try policy.follow(request, to: inside) }
        let open = try WebAddress(parsing: "http://s.example/b")
        #expect(throws: ResponseError.insecure(.redirect, target: open)) { try policy.follow(request, to: open) }
    }

    @Test func `HEAD stays HEAD`() throws {
        #expect(try follow(try request(Self.registry, .head), to: "/x", status: 303)?.method == .head)
    }

    @Test(arguments: [
        (ResponseError.missingLocation(.redirect, status: 307), "the redirect (status 307) has no location"),
        (.malformedLocation(.redirect, .empty), "the redirect's location is refused: address is empty"),
        (.tooManyRedirects(limit: 10), "more than 10 redirects in a row"),
    ])
    func `each error says what is wrong`(error: ResponseError, expected: String) {
        #expect(error.description == expected)
    }

    @Test func `errors name the address, without its secrets`() throws {
        let target = try WebAddress(parsing: "http://10.0.0.1/b?sig=hush")
        let shown = "'http://10.0.0.1/b?sig=<redacted>'"
        let texts = [
            ResponseError.insecure(.redirect, target: target).description,
            ResponseError.inward(.redirect, target: target).description,
            ResponseError.foreignBody(target: target).description,
        ]
        #expect(
            texts == [
                "the redirect to \(shown) is refused: it leads from HTTPS to HTTP",
                "the redirect to \(shown) is refused: it leads from a public address to a private, link-local or loopback address",
                "the redirect to \(shown) is refused: the request's body must not go to another host",
            ])
    }
}
