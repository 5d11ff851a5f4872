import TestSupport
import Testing

@testable import RegistryProtocol

struct NextLinkTests {
    private func target(_ values: String...) -> String? {
        NextLink.target(in: HTTPHeaders(values.map { HTTPHeader(name: "link", value: $0) }))
    }

    // RFC 8288, section 3; the first is distribution's, the second GitLab's, the third Quay's.
    @Test(arguments: [
        ("</v2/a/tags/list?n=1&last=b>; rel=\"next\"", "/v2/a/tags/list?n=1&last=b"),
        (
            "<https://r.example/v2/a/tags/list?last=b&n=1>; rel=\"first\", <https://r.example/x>; rel=\"next\"",
            "https://r.example/x"
        ),
        ("</v2/a/tags/list?next_page=gAAA%3D%3D&n=50>; rel=next", "/v2/a/tags/list?next_page=gAAA%3D%3D&n=50"),
        ("<a,b;c>;title=\"x, <y>; rel=next\";REL = \"prev NEXT\"", "a,b;c"),
        ("<>; rel=next", ""),
        ("<x> ;  rel=\"a\\\"b next\"", "x"),
    ])
    func `the link to the next page is found among others`(value: String, expected: String) {
        #expect(target(value) == expected)
    }

    @Test(arguments: [
        "", "</x>", "</x>; rel=\"prev\"", "/x; rel=next", "</x; rel=next", "</x>; rel", "</x>; rel=\"next",
        "</x>; rev=next", "</x>; title=next", "</x>; rel=prev; rel=next", "</x>; rel=nextpage", ";;,,<", "<a> rel=next",
    ])
    func `text without a link to a next page gives none`(value: String) {
        // An unterminated quote still counts.
        #expect(target(value) == (value.hasSuffix("\"next") ? "/x" : nil))
    }

    @Test func `the first field with such a link counts`() {
        #expect(target("</1>; rel=prev", "</2>; rel=next", "</3>; rel=next") == "/2")
    }

    @Test func `no damage to a field traps`() {
        var generator = SeededGenerator(seed: 8288)
        let whole = Array("<https://r.example/v2/a/tags/list?n=1>; rel=\"next\"; a=\"\\\"b\", </x>; rel=prev".utf8)
        for _ in 0..<5000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.removeSubrange(place...)
                default: bytes.insert(contentsOf: bytes[..<place], at: place)
                }
                if bytes.isEmpty { bytes = [0x3C] }
            }
            _ = target(String(decoding: bytes, as: UTF8.self))
        }
    }
}
