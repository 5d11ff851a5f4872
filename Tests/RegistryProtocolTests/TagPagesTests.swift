import TestSupport
import Testing

@testable import RegistryProtocol

struct TagPagesTests {
    private let first = "https://r.example/v2/a/tags/list?n=1000"

    /// A response with these tags to a request to `requested`.
    private func response(
        _ tags: [String], link: String? = nil, requested: String? = nil, responder: String? = nil
    ) throws -> PageResponse {
        let body = "{\"name\":\"a\",\"tags\":[\(tags.map { "\"\($0)\"" }.joined(separator: ","))]}"
        return try self.response(body: body, link: link, requested: requested, responder: responder)
    }

    private func response(
        body: String, link: String? = nil, requested: String? = nil, responder: String? = nil
    ) throws -> PageResponse {
        let headers: HTTPHeaders = link.map { ["Link": "<\($0)>; rel=\"next\""] } ?? [:]
        return PageResponse(
            requested: try WebAddress(parsing: requested ?? first),
            responder: try WebAddress(parsing: responder ?? requested ?? first), headers: headers,
            body: Array(body.utf8))
    }

    private func numbered(_ range: Range<Int>) -> [String] { range.map { "t\($0)" } }

    @Test func `one short page is the whole list`() throws {
        var pages = TagPages()
        #expect(pages.next == .after(nil) && !pages.isGuess)
        try pages.take(response(["b", "a", "b"]))
        #expect(pages.next == nil)
        #expect(pages.tags == ["b", "a"])
    }

    @Test(arguments: ["{\"tags\":null}", "{\"tags\":[]}", "{\"name\":\"a\",\"tags\":null,\"manifest\":{}}"])
    func `a repository without tags has none`(body: String) throws {
        var pages = TagPages()
        try pages.take(response(body: body))
        #expect(pages.next == nil && pages.tags.isEmpty)
    }

    @Test(arguments: ["", "{}", "[]", "{\"tags\":{}}", "{\"tags\":[1]}", "{\"tags\":[null]}", "<html>", "null"])
    func `a malformed list of tags is refused with its beginning`(body: String) throws {
        var pages = TagPages()
        let beginning = body.isEmpty ? nil : body
        #expect(throws: ResponseError.notTags(beginning: beginning)) { try pages.take(response(body: body)) }
    }

    // Distribution sends a path, GitLab an address; Quay has its own parameter. Behind a proxy that terminates TLS the scheme is
    // the internal one.
    @Test(arguments: [
        "/v2/a/tags/list?n=1000&last=t2", "https://r.example/v2/a/tags/list?n=1000&last=t2&x=%2F",
        "https://R.example:443/v2/a/tags/list?next_page=g%3D", "http://r.example/v2/a/tags/list?last=t2",
        "list?last=t2", "?last=t2", "//r.example/v2/other?page=2",
    ])
    func `a link is followed on the same registry, as written`(link: String) throws {
        var pages = TagPages()
        try pages.take(response(["t1", "t2"], link: link))
        let expected = try WebAddress(parsing: first).resolving(link).pathAndQuery
        #expect(pages.next == .target(expected) && !pages.isGuess)
        try pages.take(response(["t3"], requested: "https://r.example" + expected))
        #expect(pages.next == nil && pages.tags == ["t1", "t2", "t3"])
    }

    // Harbor behind a proxy names its inner host, and registries behind a mapped port their own port.
    @Test(
        .userCase("P13"),
        arguments: [
            ("https://r.example:8443/v2/a/tags/list?last=b&n=2", "/v2/a/tags/list?last=b&n=2"),
            ("http://harbor-core/v2/a/tags/list?last=b", "/v2/a/tags/list?last=b"),
            ("//10.0.0.1/inner/v2/a/tags/list?next_page=x%2F", "/v2/a/tags/list?next_page=x%2F"),
            ("https://r.example:5000/?last=b", "/v2/a/tags/list?last=b"),
        ])
    func `a link to another host leads to the next page at the registry that was asked`(
        link: String, target: String
    ) throws {
        var pages = TagPages()
        try pages.take(response(["a"], link: link))
        #expect(pages.next == .target(target) && !pages.isGuess)
        try pages.take(response(["b"], requested: "https://r.example" + target))
        #expect(pages.next == nil && pages.tags == ["a", "b"])
    }

    // distribution 3.1 sends a link when exactly as many tags are left as were requested.
    @Test(arguments: ["[]", "null"])
    func `a link to an empty page ends the list`(list: String) throws {
        var pages = TagPages()
        try pages.take(response(["a"], link: "/v2/a/tags/list?n=1&last=a"))
        try pages.take(
            response(
                body: "{\"name\":\"a\",\"tags\":\(list)}", requested: "https://r.example/v2/a/tags/list?n=1&last=a"))
        #expect(pages.next == nil && pages.tags == ["a"])
    }

    @Test func `a malformed link is refused`() throws {
        var pages = TagPages()
        #expect(throws: ResponseError.malformedPageLink(.empty)) { try pages.take(response(["a"], link: "")) }
        #expect(throws: ResponseError.self) { try pages.take(response(["a"], link: "ftp://r.example/x")) }
    }

    @Test func `a loop of pages is refused`() throws {
        var pages = TagPages()
        try pages.take(response(["a"], link: "?last=a"))
        try pages.take(response(["b"], link: "?last=b", requested: "https://r.example/v2/a/tags/list?last=a"))
        #expect(throws: ResponseError.pageLoop(entries: 2)) {
            try pages.take(response(["a"], link: "?last=a", requested: "https://r.example/v2/a/tags/list?last=b"))
        }
    }

    @Test func `an empty page with a link is followed, up to a limit`() throws {
        var pages = TagPages()
        for number in 1..<TagPages.mostPages {
            try pages.take(response([], link: "?p=\(number)", requested: "https://r.example/x?p=\(number - 1)"))
        }
        #expect(throws: ResponseError.tooManyPages(limit: TagPages.mostPages, entries: 0)) {
            try pages.take(response([], link: "?p=x", requested: "https://r.example/x?p=y"))
        }
    }

    // registry.k8s.io redirects to the server of the tags, with the original query.
    @Test func `after a redirect the link's query is requested from the original registry`() throws {
        var pages = TagPages()
        let elsewhere = "https://pkg.example/v2/real/images/a/tags/list?n=1000"
        try pages.take(response(["a"], link: "/v2/real/images/a/tags/list?n=1000&last=a", responder: elsewhere))
        #expect(pages.next == .target("/v2/a/tags/list?n=1000&last=a"))
    }

    @Test func `a full page without a link is followed by a request for the rest`() throws {
        var pages = TagPages()
        try pages.take(response(numbered(0..<1000)))
        #expect(pages.next == .after("t999") && !pages.isGuess)
        try pages.take(response(numbered(1000..<1003)))
        #expect(pages.next == nil && pages.tags.count == 1003)
    }

    @Test func `a registry that sends links ends the list by sending none`() throws {
        var pages = TagPages()
        try pages.take(response(numbered(0..<10), link: "?last=t9"))
        try pages.take(response(numbered(10..<20), requested: "https://r.example/v2/a/tags/list?last=t9"))
        #expect(pages.next == nil && pages.tags.count == 20)
    }

    // Distribution 2.8 does not support pages of tags: it sends all again.
    @Test func `a page without new tags is the end`() throws {
        var pages = TagPages()
        try pages.take(response(numbered(0..<1000)))
        try pages.take(response(numbered(0..<1000)))
        #expect(pages.next == nil && pages.tags.count == 1000)
    }

    @Test(arguments: [(100, true), (50, true), (10, true), (99, false), (1, false), (0, false)])
    func `a round number of tags may be a registry's own limit`(count: Int, continues: Bool) throws {
        var pages = TagPages()
        try pages.take(response(numbered(0..<count)))
        #expect(pages.isGuess == continues)
        #expect(pages.next == (continues ? .after("t\(count - 1)") : nil))
        pages.end()
        #expect(pages.next == nil && pages.tags.count == count)
    }

    @Test func `invalid tags are kept separately`() throws {
        var pages = TagPages()
        try pages.take(response(["1", "../../x", "", "a b", "\\u001b[31m", "1"]))
        #expect(pages.tags == ["1"])
        #expect(pages.refused == ["../../x", "", "a b", "\u{1B}[31m"])
    }

    @Test func `each refusal has one sentence and one subject`() throws {
        #expect(ResponseError.pageLoop(entries: 2).subject == .malformed)
        #expect(ResponseError.pageLoop(entries: 2).description == "the pages form a loop, after 2 entries")
        #expect(ResponseError.notTags(beginning: nil).description.contains("it is empty"))
    }
}
