import Foundation
import TestSupport
import Testing

/// Registry A redirects manifests and blobs to registry B, which answers with a Bearer challenge of its own.
@Suite(.userCase("P1"))
struct RedirectedPullTests {
    private let first: MisbehavingRegistry
    private let second: MisbehavingRegistry
    private let image = SampleImages.sixPlatforms()

    init() throws {
        var server = TokenServer()
        server.accounts = ["user": "pass-word"]
        first = try MisbehavingRegistry(access: .bearer(server))
        first.add(image, to: "team/app", tags: ["1"])
        second = try MisbehavingRegistry(content: first.content, access: .bearer(TokenServer()))
        for path: PathPattern in ["/manifests/", "/blobs/"] {
            first.misbehave(on: path, .redirect(307, .samePath(on: second.url)))
        }
    }

    private func pull(_ arguments: String...) throws -> ProgramResult {
        let folder = try TemporaryFolder()
        let image = ["pull", first.reference("team/app:1"), "--platform", "linux/arm64", "-o", folder.file("out")]
        return try Command.run(image + arguments)
    }

    @Test func `a pull through a registry that redirects to another one asks that one's token server`() throws {
        let result = try pull()
        #expect(result.status == 0)
        #expect(result.output == "\(first.authority)/team/app@\(image.child(1).digest)\n")
        let tokens = second.requests(to: "/token")
        #expect(!tokens.isEmpty && tokens.allSatisfy { $0.authorization == nil })
        #expect(second.requests(to: "/blobs/").contains { $0.status == 200 && $0.authorization != nil })
    }

    @Test func `credentials for the first registry are never sent to the second`() throws {
        let folder = try TemporaryFolder()
        let login = Data("user:pass-word".utf8).base64EncodedString()
        let file = try folder.write("auth.json", #"{"auths":{"\#(first.authority)":{"auth":"\#(login)"}}}"#)
        let result = try pull("--auth-file", file)
        #expect(result.status == 0)
        #expect(second.log.allSatisfy { $0.authorization?.contains(login) != true })
        #expect(second.log.allSatisfy { $0.authorization?.hasPrefix("Bearer ") ?? true })
    }

    @Test(arguments: ["/manifests/", "/blobs/"] as [PathPattern])
    func `a server that lacks what it is asked for after a redirect is named`(path: PathPattern) throws {
        second.misbehave(on: path, .status(404, body: #"{"errors":[{"code":"NAME_UNKNOWN","message":"nope"}]}"#))
        let result = try pull()
        #expect(result.status == 6, "\(result.errors)")
        #expect(result.errors.contains("status 404: NAME_UNKNOWN: nope"), "\(result.errors)")
        #expect(
            result.errors.contains("(at '\(second.authority)', to which '\(first.authority)' redirects)"),
            "\(result.errors)")
    }

    @Test func `an error names the second registry`() throws {
        var server = TokenServer()
        server.isAnonymousAllowed = false
        second.access = .bearer(server)
        let result = try pull()
        #expect(result.status == 7)
        #expect(result.errors.contains("'\(second.authority)' requires credentials"))
    }
}
