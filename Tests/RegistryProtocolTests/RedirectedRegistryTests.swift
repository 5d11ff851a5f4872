import TestSupport
import Testing

@testable import RegistryProtocol

struct RedirectedRegistryTests {
    private func registry(_ address: String, status: Int = 401, isServerChecked: Bool = true) throws
        -> RedirectedRegistry?
    {
        let head = HTTPHead(status: status, headers: ["WWW-Authenticate": Flows.challenge])
        return RedirectedRegistry(
            challenging: head, at: try WebAddress(parsing: address), isServerChecked: isServerChecked)
    }

    @Test(
        .userCase("P1"),
        arguments: [
            ("https://b.example/v2/team/app/manifests/1", "repository:team/app:pull"),
            ("https://b.example/v2/app/blobs/sha256:00?ns=x", "repository:app:pull"),
            ("https://b.example:5000/v2/manifests/blobs/x", "repository:manifests:pull"),
        ])
    func `the repository is the one in the redirect's address`(address: String, scope: String) throws {
        let registry = try #require(try registry(address))
        #expect(registry.context.scope == scope)
        #expect(registry.context.registry.pathAndQuery == "/v2")
    }

    // Storage services are no registries, and their refusals mean that an address has expired.
    @Test(arguments: [
        "https://s3.example/bucket/x?sig=1", "https://b.example/v2/manifests/1",
        "https://b.example/v2/team/app/tags/list",
        "https://b.example/v2/A%20/manifests/1",
    ])
    func `other addresses are no registry's`(address: String) throws {
        #expect(try registry(address) == nil)
    }

    @Test func `only a challenge counts`() throws {
        let address = try WebAddress(parsing: "https://b.example/v2/a/manifests/1")
        #expect(try registry("https://b.example/v2/a/manifests/1", status: 403) == nil)
        #expect(RedirectedRegistry(challenging: HTTPHead(status: 401), at: address, isServerChecked: true) == nil)
    }

    @Test(
        .userCase("P1"),
        arguments: [
            ("https://b.example", true, true), ("https://b.example", false, false), ("http://b.example", true, false),
            ("http://b.example", false, false), ("http://127.0.0.1:5000", true, true),
        ])
    func `credentials are only for a server that is checked`(
        server: String, isServerChecked: Bool, mayUse: Bool
    ) throws {
        let registry = try #require(try registry(server + "/v2/a/manifests/1", isServerChecked: isServerChecked))
        #expect(registry.mayUseCredentials == mayUse)
        #expect(!(registry.mayUseCredentials && registry.context.permitsInsecureRealm))
    }
}
