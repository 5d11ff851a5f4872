import TestSupport
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
        #expect(TokenScope(own).adding(TokenScope(other)).text == sum)
    }

    @Test(arguments: [
        ("repository:team/app:pull,push", "push for 'team/app'"), ("repository:team/app:pull", "pull for 'team/app'"),
        ("repository:h:5000/a:push,pull,delete", "push, delete for 'h:5000/a'"),
        ("repository:b:pull repository:a:pull,push", "pull for 'b' or push for 'a'"),
        ("registry:catalog:*", "* for 'registry:catalog'"), ("aws", "access to 'aws'"),
        ("repository:a\u{1B}:pull", "pull for 'a\\u{1b}'"), ("", ""),
    ])
    func `the rights of a scope are named by repository, and reading not beside writing`(scope: String, rights: String)
    {
        #expect(TokenScope(scope).rights == rights)
    }

    // gitea#36907: `*`. ECR Public: `aws`. A proxy names the repository of the server behind it.
    @Test(
        .userCase("P5"),
        arguments: [
            (AuthorizationContext.Purpose.pull, nil, "repository:a:pull"), (.pull, "", "repository:a:pull"),
            (.pull, "*", "repository:a:pull"), (.pull, "repository:a:pull", "repository:a:pull"),
            (.pull, "repository:a:*", "repository:a:pull"), (.pull, "repository:a:pull,push", "repository:a:pull"),
            (.pull, "repository:a:delete", "repository:a:pull"), (.pull, "aws", "repository:a:pull aws"),
            (.pull, "repository:b:pull", "repository:a:pull repository:b:pull"),
            (
                .pull, "repository:b:pull,push registry:catalog:*",
                "repository:a:pull repository:b:pull registry:catalog:*"
            ),
            (.push, "*", "repository:a:pull,push"),
            (.push, nil, "repository:a:pull,push"), (.push, "", "repository:a:pull,push"),
            (.push, "repository:a:pull", "repository:a:pull,push"),
            (.push, "repository:proxied/a:pull", "repository:a:pull,push repository:proxied/a:pull"),
        ] as [(AuthorizationContext.Purpose, String?, String)])
    func `a token is requested for the operation's own scope besides the challenge's`(
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
