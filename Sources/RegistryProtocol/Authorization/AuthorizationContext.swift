import ImageModel

/// What authorization needs to know of the registry that it is for.
package struct AuthorizationContext: Hashable, Sendable {
    /// What the client wants to do.
    package enum Purpose: Hashable, Sendable {
        /// Reading: without a credential is a way, too.
        case pull
        /// Writing.
        case push
        /// Finding out whether a credential is good: nothing is read, and what stands for the credential is asked for.
        case login
    }

    /// The registry's name, for people.
    package let registryName: String
    /// Where the registry is asked.
    package let registry: WebAddress
    /// The scope that is asked for when the challenge names none, and for writing in any case.
    package let scope: String
    /// What for.
    package let purpose: Purpose
    /// Whether token servers may be asked in the clear (`--plain-http`, `--insecure`).
    package let permitsInsecureRealm: Bool

    /// What is known of a registry before it has been asked.
    package init(
        registryName: String, registry: WebAddress, scope: String, purpose: Purpose = .pull,
        permitsInsecureRealm: Bool = false
    ) {
        self.registryName = registryName
        self.registry = registry
        self.scope = scope
        self.purpose = purpose
        self.permitsInsecureRealm = permitsInsecureRealm
    }

    /// The context of reading from an endpoint, or of writing to it; `source` is the repository that a blob is mounted from.
    package init(
        _ purpose: Purpose, at endpoint: RegistryEndpoint, mountingFrom source: String? = nil,
        permitsInsecureRealm: Bool
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
            permitsInsecureRealm: permitsInsecureRealm)
    }

    /// The scope to ask for where the registry names `challenged`, if it names any.
    ///
    /// For reading that is its own word. For writing it is not enough: the first request only reads, and what the registry
    /// wants for that is less than the next one needs.
    func scope(challenged: String?) -> String {
        let named = challenged.flatMap { $0.isEmpty ? nil : $0 }
        switch purpose {
        case .pull: return named ?? scope
        case .login: return named ?? ""
        case .push: return TokenScope(scope).adding(named ?? "").text
        }
    }

    /// The address of the token server that a challenge names, if it may be asked.
    ///
    /// The realm is a stranger's input: it must be `https`, unless the user or a registry on this very machine says
    /// otherwise, and lie no further inside than the registry.
    func realm(_ text: String?) throws(RealmError) -> WebAddress {
        guard let text, !text.isEmpty else { throw .missing }
        let realm: WebAddress
        do {
            realm = try WebAddress(parsing: text)
        } catch {
            throw .malformed(error)
        }
        guard registry.reach.mayLead(to: realm.reach) else { throw .inward(realm) }
        let isOwnMachine = registry.isLoopback && realm.isLoopback
        guard realm.isSecure || permitsInsecureRealm || isOwnMachine else { throw .insecure(realm) }
        return realm
    }
}
