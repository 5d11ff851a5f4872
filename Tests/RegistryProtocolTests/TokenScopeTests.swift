import Testing

@testable import RegistryProtocol

/// Scopes of tokens, and those that writing requests.
struct TokenScopeTests {
    @Test(arguments: [
        ("repository:a:pull", "repository:a:pull", "repository:a:pull"),
        ("repository:a:pull,push", "repository:a:pull", "repository:a:pull,push"),
        ("repository:a:pull", "repository:a:push,pull", "repository:a:pull,push"),
        ("repository:a:pull", "repository:b:pull", "repository:a:pull repository:b:pull"),
        ("repository:h:5000/a:pull", "repository:h:5000/a:delete", "repository:h:5000/a:pull,delete"),
        ("", "registry:catalog:*", "registry:catalog:*"), ("a", "a:pull", "a:pull"), ("a", "", "a"),
    ])
    func `the sum of two scopes allows what both allow`(own: String, other: String, sum: String) {
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
    func `reading requests the challenge's scope, writing also its own`(
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
