import Foundation
import ImageResolver
import TestSupport
import Testing

struct CopyLoginTests {
    private let image = SampleImages.list(["linux/amd64", "linux/arm64"])

    /// A credentials file with a user name and password for each registry.
    private func credentials(_ scene: CopyScene, _ logins: [(MisbehavingRegistry, String)]) throws -> String {
        let entries = logins.map { registry, login in
            "\"\(registry.authority)\":{\"auth\":\"\(Base64Text(Array(login.utf8)).text)\"}"
        }
        return try scene.folder.write("auth.json", "{\"auths\":{\(entries.joined(separator: ","))}}")
    }

    @Test(arguments: [
        (AccessControl.basic(["from": "one"]), AccessControl.basic(["to": "two"])),
        (.bearer(CopyLoginTests.tokens("from", "one")), .bearer(CopyLoginTests.tokens("to", "two"))),
        (.basic(["from": "one"]), .bearer(CopyLoginTests.tokens("to", "two"))),
    ])
    func `each registry gets its own credentials`(source: AccessControl, target: AccessControl) async throws {
        let scene = try CopyScene(image, source: source, target: target)
        let file = try credentials(scene, [(scene.source, "from:one"), (scene.target, "to:two")])
        try await scene.copy(options: { $0.authFile = file })
        #expect(scene.holds(image))
        for (registry, other) in [(scene.source, "to:two"), (scene.target, "from:one")] {
            let text = Base64Text(Array(other.utf8)).text
            #expect(!registry.log.contains { $0.authorization?.contains(text) == true })
        }
    }

    @Test func `a login for the source is sent to no other registry`() async throws {
        let scene = try CopyScene(image, source: .basic(["from": "one"]), target: .basic(["to": "two"]))
        let file = try credentials(scene, [(scene.target, "to:two")])
        try await scene.copy({ $0.login = .init(username: "from", password: "one") }, options: { $0.authFile = file })
        #expect(scene.holds(image))
        let text = Base64Text(Array("from:one".utf8)).text
        #expect(!scene.target.log.contains { $0.authorization?.contains(text) == true })
    }

    @Test func `a target without access is an error of credentials, before a blob is read`() async throws {
        let scene = try CopyScene(image, target: .basic(["to": "two"]))
        do {
            try await scene.copy()
            Issue.record("it was copied")
        } catch let error as ResolverError {
            #expect(error.kind == .credentials)
            #expect(error.registry == scene.target.authority)
        }
        #expect(scene.source.requests(to: .matching("/blobs/")).isEmpty)
    }

    @Test func `within a registry with tokens, blobs are mounted with one token for both repositories`() async throws {
        let scene = try CopyScene(image, source: .bearer(Self.tokens("from", "one")))
        let file = try credentials(scene, [(scene.source, "from:one")])
        let copied = try await scene.copy(
            { $0.targets = [scene.source.reference("mirror/app:1")] }, options: { $0.authFile = file })
        #expect(copied.bytes == 0)
        #expect(copied.bytesMounted > 0)
    }

    private static func tokens(_ name: String, _ password: String) -> TokenServer {
        var server = TokenServer()
        server.accounts = [name: password]
        server.isAnonymousAllowed = false
        return server
    }
}
