import ImageModel
import Testing

@testable import RegistryProtocol

/// Where an upload continues.
struct UploadLocationPolicyTests {
    private static let asked = "https://r.example/v2/a/blobs/uploads/"

    private func location(
        _ text: String?, asked: String = asked, permitsLeavingTLS: Bool = false
    ) throws -> WebAddress {
        let address = try WebAddress(parsing: asked)
        let headers = HTTPHeaders(text.map { [HTTPHeader(name: "Location", value: $0)] } ?? [])
        return try UploadLocationPolicy(registry: address, permitsLeavingTLS: permitsLeavingTLS)
            .location(HTTPHead(status: 202, headers: headers), from: address)
    }

    @Test(arguments: [
        ("https://r.example:8443/u?_state=a%3D&b=%2f", "https://r.example:8443/u?_state=a%3D&b=%2f"),
        ("/v2/a/u//1?_state=x%3D%3D", "https://r.example/v2/a/u//1?_state=x%3D%3D"),
        ("id?s=1", "https://r.example/v2/a/blobs/uploads/id?s=1"), ("?s=1", "\(asked)?s=1"),
        ("//s.example/u", "https://s.example/u"),
    ])
    func `a location is used exactly as written`(text: String, expected: String) throws {
        #expect(try location(text).absoluteText == expected)
    }

    @Test(arguments: [
        ("https://r.example/u", "https://r.example/u?digest=d"),
        ("/u?_state=x%3D", "https://r.example/u?_state=x%3D&digest=d"),
        ("/u?", "https://r.example/u?digest=d"), ("/u?a&", "https://r.example/u?a&digest=d"),
    ])
    func `query items are appended to a location`(text: String, expected: String) throws {
        #expect(try location(text).adding([("digest", "d")]).absoluteText == expected)
    }

    @Test func `missing, malformed, insecure and inward locations are refused`() throws {
        let clear = try WebAddress(parsing: "http://r.example/u")
        let metadata = try WebAddress(parsing: "https://169.254.169.254/latest")
        #expect(throws: ResponseError.missingLocation(.upload, status: 202)) { try location(nil) }
        #expect(throws: ResponseError.malformedLocation(.upload, .empty)) { try location("") }
        #expect(throws: ResponseError.insecure(.upload, target: clear)) { try location("http://r.example/u") }
        #expect(throws: ResponseError.inward(.upload, target: metadata)) {
            try location("https://169.254.169.254/latest")
        }
        #expect(throws: ResponseError.self) { try location("https://127.0.0.1/u") }
        #expect(throws: ResponseError.self) { try location("https://user:pass@r.example/u") }
        #expect(try location("http://r.example/u", permitsLeavingTLS: true) == clear)
        #expect(try location("http://127.0.0.1:5001/u", asked: "http://127.0.0.1:5000/").port == 5001)
    }
}
