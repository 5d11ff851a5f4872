import ErrorMapping
import ImageModel

/// The facts about a registry and an operation that authorization depends on.
package struct AuthorizationContext: Hashable, Sendable {
    /// The purpose of the requests.
    package enum Purpose: Hashable, Sendable {
        /// Reading, which may also work without credentials.
        case pull
        /// Writing.
        case push
        /// Checking a credential: nothing is read, and an identity token in its place is requested.
        case login
    }

    /// The registry's name, for display.
    package let registryName: String
    /// The root of the registry's API.
    package let registry: WebAddress
    /// The scope to request in any case, except for a login.
    package let scope: String
    /// The purpose of the requests.
    package let purpose: Purpose
    /// Whether token servers may be contacted over plain HTTP (`--plain-http`, `--insecure`).
    package let permitsInsecureRealm: Bool
    /// The header fields configured for the registry; they may contain secrets.
    package let headers: HTTPHeaders

    /// Makes a context of the given facts.
    package init(
        registryName: String, registry: WebAddress, scope: String, purpose: Purpose = .pull,
        permitsInsecureRealm: Bool = false, headers: HTTPHeaders = HTTPHeaders()
    ) {
        self.registryName = registryName
        self.registry = registry
        self.scope = scope
        self.purpose = purpose
        self.permitsInsecureRealm = permitsInsecureRealm
        self.headers = headers
    }

    /// The context of requests to `endpoint`; `source` is the repository that a blob is mounted from.
    package init(
        _ purpose: Purpose, at endpoint: RegistryEndpoint, mountingFrom source: String? = nil,
        permitsInsecureRealm: Bool, headers: HTTPHeaders = HTTPHeaders()
    ) {
        var scope =
            switch purpose {
            case .pull: endpoint.pullScope
            case .push: endpoint.pushScope
            case .login: ""
            }
        if let source { scope += " repository:\(source):pull" }
        self.init(
            registryName: endpoint.name, registry: endpoint.base, scope: scope, purpose: purpose,
            permitsInsecureRealm: permitsInsecureRealm, headers: headers)
    }

    /// The scope to request when the registry's challenge names `challenged`.
    ///
    /// The challenge only adds to the operation's own scope. Gitea names `*`, and a proxy may name the repository of the server
    /// behind it. For writing the challenge's scope is too small: the first request only reads, and the next one needs more.
    /// For reading it may be too large: then only reading is requested.
    func scope(challenged: String?) -> String {
        let named = challenged.flatMap { $0.isEmpty ? nil : $0 }
        switch purpose {
        case .pull: return TokenScope(scope).adding(TokenScope(named ?? "").reading).text
        case .login: return named ?? ""
        case .push: return TokenScope(scope).adding(TokenScope(named ?? "").named).text
        }
    }

    /// The address of the token server in a challenge, if it may be contacted.
    ///
    /// The realm is untrusted input: it must be `https`, unless the user or a registry on this machine allows otherwise, and must
    /// not be further inside than the registry.
    func realm(_ text: String?) throws(AuthorizationError) -> WebAddress {
        guard let text, !text.isEmpty else { throw error(.noTokenServer) }
        let realm = try mapError({ error(.malformedTokenServer($0)) }, try WebAddress(parsing: text))
        guard registry.reach.mayLead(to: realm.reach) else { throw error(.inwardTokenServer(realm)) }
        let isOwnMachine = registry.isLoopback && realm.isLoopback
        guard realm.isSecure || permitsInsecureRealm || isOwnMachine else { throw error(.insecureTokenServer(realm)) }
        return realm
    }

    /// The configured header fields that a token server gets: all of them at the registry's own origin, none elsewhere.
    func headers(for realm: WebAddress) -> HTTPHeaders {
        realm.hasSameOrigin(as: registry) ? headers : HTTPHeaders()
    }

    /// An error of this registry.
    func error(_ cause: AuthorizationError.Cause) -> AuthorizationError { AuthorizationError(registryName, cause) }
}
