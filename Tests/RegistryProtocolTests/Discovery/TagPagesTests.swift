import Testing

@testable import RegistryProtocol

struct TagPagesTests {
    private let first = "https://r.example/v2/a/tags/list?n=1000"

    /// An answer of these tags to the question that was asked at `asked`.
    private func answer(
        _ tags: [String], link: String? = nil, asked: String? = nil, answered: String? = nil
    ) throws -> TagPages.Answer {
        let body = "{\"name\":\"a\",\"tags\":[\(tags.map { "\"\($0)\"" }.joined(separator: ","))]}"
        return try self.answer(body: body, link: link, asked: asked, answered: answered)
    }

    private func answer(
        body: String, link: String? = nil, asked: String? = nil, answered: String? = nil
    ) throws -> TagPages.Answer {
        let headers: HTTPHeaders = link.map { ["Link": "<\($0)>; rel=\"next\""] } ?? [:]
        return TagPages.Answer(
            asked: try WebAddress(parsing: asked ?? first),
            answered: try WebAddress(parsing: answered ?? asked ?? first), headers: headers, body: Array(body.utf8))
    }

    private func numbered(_ range: Range<Int>) -> [String] { range.map { "t\($0)" } }

    @Test func `one short page is all`() throws {
        var pages = TagPages()
        #expect(pages.next == .after(nil) && !pages.isGuess)
        try pages.take(answer(["b", "a", "b"]))
        #expect(pages.next == nil)
        #expect(pages.tags == ["b", "a"])
    }

    @Test(arguments: ["{\"tags\":null}", "{\"tags\":[]}", "{\"name\":\"a\",\"tags\":null,\"manifest\":{}}"])
    func `a repository without tags has none`(body: String) throws {
        var pages = TagPages()
        try pages.take(answer(body: body))
        #expect(pages.next == nil && pages.tags.isEmpty)
    }

    @Test(arguments: ["", "{}", "[]", "{\"tags\":{}}", "{\"tags\":[1]}", "{\"tags\":[null]}", "<html>", "null"])
    func `what is no list of tags is refused with its beginning`(body: String) throws {
        var pages = TagPages()
        let beginning = body.isEmpty ? nil : body
        #expect(throws: TagListError.notTags(beginning: beginning)) { try pages.take(answer(body: body)) }
    }

    // Distribution writes a path, GitLab an address; Quay has a parameter of its own. Behind a proxy that ends TLS the
    // scheme is the inner one.
    @Test(arguments: [
        "/v2/a/tags/list?n=1000&last=t2", "https://r.example/v2/a/tags/list?n=1000&last=t2&x=%2F",
        "https://R.example:443/v2/a/tags/list?next_page=g%3D", "http://r.example/v2/a/tags/list?last=t2",
        "list?last=t2", "?last=t2", "//r.example/v2/other?page=2",
    ])
    func `a link is followed at the registry itself, as it is written`(link: String) throws {
        var pages = TagPages()
        try pages.take(answer(["t1", "t2"], link: link))
        let expected = try WebAddress(parsing: first).resolving(link).pathAndQuery
        #expect(pages.next == .target(expected) && !pages.isGuess)
        try pages.take(answer(["t3"], asked: "https://r.example" + expected))
        #expect(pages.next == nil && pages.tags == ["t1", "t2", "t3"])
    }

    @Test(arguments: ["https://evil.example/v2/a/tags/list?last=b", "https://r.example:8443/v2/a", "//10.0.0.1/x"])
    func `a link to another host is refused`(link: String) throws {
        var pages = TagPages()
        let target = try WebAddress(parsing: first).resolving(link)
        #expect(throws: TagListError.foreignLink(target)) { try pages.take(answer(["a"], link: link)) }
    }

    @Test func `a link that is no address is refused`() throws {
        var pages = TagPages()
        #expect(throws: TagListError.malformedLink(.empty)) { try pages.take(answer(["a"], link: "")) }
        #expect(throws: TagListError.self) { try pages.take(answer(["a"], link: "ftp://r.example/x")) }
    }

    @Test func `pages that lead in a circle end the reading`() throws {
        var pages = TagPages()
        try pages.take(answer(["a"], link: "?last=a"))
        try pages.take(answer(["b"], link: "?last=b", asked: "https://r.example/v2/a/tags/list?last=a"))
        #expect(throws: TagListError.circle(afterTags: 2)) {
            try pages.take(answer(["a"], link: "?last=a", asked: "https://r.example/v2/a/tags/list?last=b"))
        }
    }

    @Test func `an empty page with a link is followed, but not for ever`() throws {
        var pages = TagPages()
        for number in 1..<TagPages.mostPages {
            try pages.take(answer([], link: "?p=\(number)", asked: "https://r.example/x?p=\(number - 1)"))
        }
        #expect(throws: TagListError.tooManyPages(limit: TagPages.mostPages, tags: 0)) {
            try pages.take(answer([], link: "?p=x", asked: "https://r.example/x?p=y"))
        }
    }

    // registry.k8s.io sends its clients to where the tags are, with the query they came with.
    @Test func `behind a redirect the link's query is asked at the registry that was named`() throws {
        var pages = TagPages()
        let elsewhere = "https://pkg.example/v2/real/images/a/tags/list?n=1000"
        try pages.take(answer(["a"], link: "/v2/real/images/a/tags/list?n=1000&last=a", answered: elsewhere))
        #expect(pages.next == .target("/v2/a/tags/list?n=1000&last=a"))
    }

    @Test func `a full page without a link is followed by the question for the rest`() throws {
        var pages = TagPages()
        try pages.take(answer(numbered(0..<1000)))
        #expect(pages.next == .after("t999") && !pages.isGuess)
        try pages.take(answer(numbered(1000..<1003)))
        #expect(pages.next == nil && pages.tags.count == 1003)
    }

    @Test func `a registry that writes links has ended where it writes none`() throws {
        var pages = TagPages()
        try pages.take(answer(numbered(0..<10), link: "?last=t9"))
        try pages.take(answer(numbered(10..<20), asked: "https://r.example/v2/a/tags/list?last=t9"))
        #expect(pages.next == nil && pages.tags.count == 20)
    }

    // Distribution 2.8 knows no pages of tags: it gives them all again.
    @Test func `a page that brings nothing new is the end`() throws {
        var pages = TagPages()
        try pages.take(answer(numbered(0..<1000)))
        try pages.take(answer(numbered(0..<1000)))
        #expect(pages.next == nil && pages.tags.count == 1000)
    }

    @Test(arguments: [(100, true), (50, true), (10, true), (99, false), (1, false), (0, false)])
    func `a round number of tags may be a registry's own limit`(count: Int, asks: Bool) throws {
        var pages = TagPages()
        try pages.take(answer(numbered(0..<count)))
        #expect(pages.isGuess == asks)
        #expect(pages.next == (asks ? .after("t\(count - 1)") : nil))
        pages.end()
        #expect(pages.next == nil && pages.tags.count == count)
    }

    @Test func `what cannot be a tag is kept apart`() throws {
        var pages = TagPages()
        try pages.take(answer(["1", "../../x", "", "a b", "\\u001b[31m", "1"]))
        #expect(pages.tags == ["1"])
        #expect(pages.refused == ["../../x", "", "a b", "\u{1B}[31m"])
    }

    @Test func `each refusal is one sentence and of one kind`() throws {
        let foreign = TagListError.foreignLink(try WebAddress(parsing: "https://evil.example/x?sig=secret"))
        #expect(foreign.subject == .network)
        #expect(!foreign.description.contains("secret"))
        #expect(TagListError.circle(afterTags: 2).subject == .malformed)
        #expect(TagListError.circle(afterTags: 2).description == "the pages lead in a circle, after 2 entries")
        #expect(TagListError.notTags(beginning: nil).description.contains("it is empty"))
    }
}
