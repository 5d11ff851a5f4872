import Testing

@testable import RegistryProtocol

/// Shorthands for the tests of ``AuthorizationFlow``: one registry, one user, and their events and actions.
enum Flows {
    static let challenge =
        #"Bearer realm="https://auth.example/token",service="r.example",scope="repository:a:pull""#
    static let ann = SourcedCredential(
        .basic(username: "ann", password: Secret("hush")), source: "/root/.docker/config.json, auths 'r.example'")

    static func context(_ purpose: AuthorizationContext.Purpose = .pull) throws -> AuthorizationContext {
        AuthorizationContext(
            registryName: "r.example", registry: try WebAddress(parsing: "https://r.example/v2"),
            scope: "repository:a:pull",
            purpose: purpose)
    }

    static func flow(
        _ learned: AuthorizationState = AuthorizationState(), purpose: AuthorizationContext.Purpose = .pull,
        hasRange: Bool = false
    ) throws -> AuthorizationFlow {
        AuthorizationFlow(context: try context(purpose), learned: learned, hasRange: hasRange)
    }

    static func demand(_ credential: Credential, scope: String = "repository:a:pull") throws -> TokenDemand {
        TokenDemand(
            registry: "r.example", realm: try WebAddress(parsing: "https://auth.example/token"), service: "r.example",
            scope: scope,
            credential: credential)
    }

    static func token(_ text: String) throws -> AccessToken {
        AccessToken(
            try TokenResponse(parsing: Array(#"{"token":"\#(text)"}"#.utf8), registry: "r.example"), nowSeconds: 0)
    }

    static func unauthorized(_ challenges: String...) -> AuthorizationFlow.Event {
        .response(HTTPHead(status: 401, headers: headers(challenges)), body: nil)
    }

    static func headers(_ challenges: [String]) -> HTTPHeaders {
        HTTPHeaders(challenges.map { HTTPHeader(name: "WWW-Authenticate", value: $0) })
    }

    static func status(_ code: Int) -> AuthorizationFlow.Event {
        .response(HTTPHead(status: code), body: nil)
    }

    static func error(_ cause: AuthorizationError.Cause) -> AuthorizationError {
        AuthorizationError("r.example", cause)
    }

    static func failure(_ code: Int) -> StatusFailure { StatusFailure(HTTPHead(status: code)) }

    static func refusedByTokenServer(_ code: Int) -> AuthorizationFlow.Event {
        .tokenFailure(error(.tokenRefused(failure(code))))
    }

    static func bearer(_ token: String) -> AuthorizationFlow.Action {
        .send(HTTPHeader(name: "Authorization", value: "Bearer \(token)"))
    }

    static let basicAnn = AuthorizationFlow.Action.send(
        HTTPHeader(name: "Authorization", value: "Basic YW5uOmh1c2g="))

    /// Runs the events through a flow, and compares each action.
    static func run(
        _ flow: inout AuthorizationFlow, _ steps: [(AuthorizationFlow.Event, AuthorizationFlow.Action)],
        location: SourceLocation = #_sourceLocation
    ) {
        for (index, step) in steps.enumerated() {
            #expect(flow.handle(step.0) == step.1, "step \(index)", sourceLocation: location)
        }
    }
}
