import ImageModel
import Testing

@testable import RegistryProtocol

struct ReferrersPagesTests {
    private let address: WebAddress

    init() throws {
        address = try WebAddress(parsing: "https://registry.example/v2/app/referrers/sha256:00")
    }

    private func digest(_ digit: Character) -> String { "sha256:" + String(repeating: digit, count: 64) }

    private func response(_ digits: String, link: String? = nil, from requested: WebAddress? = nil) -> PageResponse {
        let entries = digits.map {
            #"{"mediaType":"\#(MediaType.ociManifest)","digest":"\#(digest($0))","size":7,"artifactType":"a/b"}"#
        }
        let body =
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociIndex)","manifests":[\#(entries.joined(separator: ","))]}"#
        var headers: HTTPHeaders = ["Content-Type": MediaType.ociIndex]
        if let link { headers.add(name: "Link", value: "<\(link)>; rel=\"next\"") }
        return PageResponse(
            requested: requested ?? address, responder: requested ?? address, headers: headers, body: Array(body.utf8))
    }

    private func digits(_ step: ReferrersPages.Step) -> String? {
        guard case .done(let descriptors) = step else { return nil }
        return String(descriptors.compactMap { $0.digest.hex.first })
    }

    @Test func `a list of one page is complete, with the fields of each entry`() throws {
        var pages = ReferrersPages()
        #expect(pages.next == .request(.first))
        try pages.take(response("12"))
        #expect(digits(pages.next) == "12")
        guard case .done(let descriptors) = pages.next else { return }
        #expect(descriptors.map(\.artifactType) == ["a/b", "a/b"])
    }

    @Test func `pages follow their links, and duplicates count once`() throws {
        var pages = ReferrersPages()
        try pages.take(response("12", link: "/v2/app/referrers/sha256:00?page=2"))
        #expect(pages.next == .request(.target("/v2/app/referrers/sha256:00?page=2")))
        let second = try address.resolving("/v2/app/referrers/sha256:00?page=2")
        try pages.take(response("23", from: second))
        #expect(digits(pages.next) == "123")
    }

    @Test func `links that form a loop or lead to another host are refused`() throws {
        var pages = ReferrersPages()
        #expect(throws: ResponseError.self) { try pages.take(response("1", link: address.pathAndQuery)) }
        var others = ReferrersPages()
        #expect(throws: ResponseError.self) { try others.take(response("1", link: "https://evil.example/v2/x")) }
    }

    @Test(arguments: [
        (404, true), (400, true), (405, true), (501, true), (401, false), (403, false), (429, false), (500, false),
    ])
    func `an unsupported list leads to the tag, another failure does not`(status: Int, isUnknown: Bool) {
        var pages = ReferrersPages()
        let isTaken = pages.handles(status: status)
        #expect(isTaken == isUnknown)
        #expect(pages.next == (isUnknown ? .requestTag : .request(.first)))
    }

    @Test func `an HTML page in place of the list leads to the tag`() throws {
        var pages = ReferrersPages()
        try pages.take(
            PageResponse(
                requested: address, responder: address, headers: ["Content-Type": "text/html"],
                body: Array("<html>".utf8)))
        #expect(pages.next == .requestTag)
    }

    @Test func `a failure after the first page is final, whatever its status`() throws {
        var pages = ReferrersPages()
        try pages.take(response("1", link: "?page=2"))
        let isTaken = pages.handles(status: 404)
        #expect(!isTaken)
    }
}
