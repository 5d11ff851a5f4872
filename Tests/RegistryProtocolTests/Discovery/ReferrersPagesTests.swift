import ImageModel
import Testing

@testable import RegistryProtocol

struct ReferrersPagesTests {
    private let address: WebAddress

    init() throws {
        address = try WebAddress(parsing: "https://registry.example/v2/app/referrers/sha256:00")
    }

    private func digest(_ digit: Character) -> String { "sha256:" + String(repeating: digit, count: 64) }

    private func answer(_ digits: String, link: String? = nil, from asked: WebAddress? = nil) -> TagPages.Answer {
        let entries = digits.map {
            #"{"mediaType":"\#(MediaType.ociManifest)","digest":"\#(digest($0))","size":7,"artifactType":"a/b"}"#
        }
        let body =
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociIndex)","manifests":[\#(entries.joined(separator: ","))]}"#
        var headers: HTTPHeaders = ["Content-Type": MediaType.ociIndex]
        if let link { headers.add(name: "Link", value: "<\(link)>; rel=\"next\"") }
        return TagPages.Answer(
            asked: asked ?? address, answered: asked ?? address, headers: headers, body: Array(body.utf8))
    }

    private func digits(_ step: ReferrersPages.Step) -> String? {
        guard case .done(let descriptors) = step else { return nil }
        return String(descriptors.compactMap { $0.digest.hex.first })
    }

    @Test func `a list of one page is whole, with what it says of each entry`() throws {
        var pages = ReferrersPages()
        #expect(pages.next == .ask(.first))
        try pages.take(answer("12"))
        #expect(digits(pages.next) == "12")
        guard case .done(let descriptors) = pages.next else { return }
        #expect(descriptors.map(\.artifactType) == ["a/b", "a/b"])
    }

    @Test func `pages follow their links, and what stands on two of them counts once`() throws {
        var pages = ReferrersPages()
        try pages.take(answer("12", link: "/v2/app/referrers/sha256:00?page=2"))
        #expect(pages.next == .ask(.target("/v2/app/referrers/sha256:00?page=2")))
        let second = try address.resolving("/v2/app/referrers/sha256:00?page=2")
        try pages.take(answer("23", from: second))
        #expect(digits(pages.next) == "123")
    }

    @Test func `links that lead in a circle, or to another host, are refused`() throws {
        var pages = ReferrersPages()
        #expect(throws: TagListError.self) { try pages.take(answer("1", link: address.pathAndQuery)) }
        var others = ReferrersPages()
        #expect(throws: TagListError.self) { try others.take(answer("1", link: "https://evil.example/v2/x")) }
    }

    @Test(arguments: [
        (404, true), (400, true), (405, true), (501, true), (401, false), (403, false), (429, false), (500, false),
    ])
    func `a registry without the list sends to the tag, another failure does not`(status: Int, isUnknown: Bool) {
        var pages = ReferrersPages()
        let isTaken = pages.takes(status: status)
        #expect(isTaken == isUnknown)
        #expect(pages.next == (isUnknown ? .askTag : .ask(.first)))
    }

    @Test func `a page for people in place of the list sends to the tag`() throws {
        var pages = ReferrersPages()
        try pages.take(
            TagPages.Answer(
                asked: address, answered: address, headers: ["Content-Type": "text/html"], body: Array("<html>".utf8)))
        #expect(pages.next == .askTag)
    }

    @Test func `a failure behind the first page is one, whatever its status`() throws {
        var pages = ReferrersPages()
        try pages.take(answer("1", link: "?page=2"))
        let isTaken = pages.takes(status: 404)
        #expect(!isTaken)
    }
}
