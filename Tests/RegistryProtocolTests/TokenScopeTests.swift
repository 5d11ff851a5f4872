import Testing

@testable import RegistryProtocol

/// Scopes of tokens, and what a request to write asks for.
struct TokenScopeTests {
    @Test(arguments: [
        ("repository:a:pull", "repository:a:pull", "repository:a:pull"),
        ("repository:a:pull,push", "repository:a:pull", "repository:a:pull,push"),
        ("repository:a:pull", "repository:a:push,pull", "repository:a:pull,push"),
        ("repository:a:pull", "repository:b:pull", "repository:a:pull repository:b:pull"),
        ("repository:h:5000/a:pull", "repository:h:5000/a:delete", "repository:h:5000/a:pull,delete"),
        ("", "registry:catalog:*", "registry:catalog:*"), ("a", "a:pull", "a:pull"), ("a", "", "a"),
    ])
    func `two scopes come to one that allows what both do`(own: String, other: String, sum: String) {
        #expect(TokenScope(own).adding(other).text == sum)
    }

    @Test(
        arguments: [
            (AuthorizationContext.Purpose.pull, nil, "repository:a:pull"),
            (.pull, "repository:b:pull", "repository:b:pull"),
            (.push, nil, "repository:a:pull,push"), (.push, "", "repository:a:pull,push"),
            (.push, "repository:a:pull", "repository:a:pull,push"),
            (.push, "repository:proxied/a:pull", "repository:a:pull,push repository:proxied/a:pull"),
        ] as [(AuthorizationContext.Purpose, String?, String)])
    func `who reads asks for what the challenge names, who writes for what he needs as well`(
        purpose: AuthorizationContext.Purpose, challenged: String?, expected: String
    ) throws {
        let endpoint = RegistryEndpoint(try Plans.plan("r.example/a").endpoints[0])
        let context = AuthorizationContext(purpose, at: endpoint, permitsInsecureRealm: false)
        #expect(context.scope(challenged: challenged) == expected)
    }

    @Test func `a mount needs two scopes`() throws {
        let endpoint = RegistryEndpoint(try Plans.plan("r.example/a").endpoints[0])
        let context = AuthorizationContext(.push, at: endpoint, mountingFrom: "b", permitsInsecureRealm: false)
        #expect(context.scope == "repository:a:pull,push repository:b:pull")
    }
}
