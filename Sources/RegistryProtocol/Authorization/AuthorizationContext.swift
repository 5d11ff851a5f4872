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

    /// Makes a context of the given facts.
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

    /// The context of requests to `endpoint`; `source` is the repository that a blob is mounted from.
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

    /// An error of this registry.
    func error(_ cause: AuthorizationError.Cause) -> AuthorizationError { AuthorizationError(registryName, cause) }
}

/// The resources that a token grants access to, each with its actions (distribution, "Token Scope Documentation").
///
/// The text form is a list separated by spaces: `repository:team/app:pull,push repository:base:pull`.
struct TokenScope: Hashable, Sendable {
    private struct Resource: Hashable, Sendable {
        // Its type and its name, which may contain a colon: `repository:host:5000/app`.
        let name: String
        var actions: [String]

        init(_ item: String) {
            let end = item.utf8.lastIndex(of: UInt8(ascii: ":"))
            name = end.map { String(item[..<$0]) } ?? item
            actions = end.map { item[item.utf8.index(after: $0)...].listItems(separatedBy: ",") } ?? []
        }
    }

    private var resources: [Resource] = []

    /// Reads a list; an item without a colon is a resource without actions.
    init(_ text: String) {
        for item in text.listItems(separatedBy: " ") { add(Resource(item)) }
    }

    /// This scope, extended by the resources and actions of `other`.
    func adding(_ other: TokenScope) -> TokenScope {
        var sum = self
        for resource in other.resources { sum.add(resource) }
        return sum
    }

    /// This scope without `*`, which names no resource.
    var named: TokenScope {
        var scope = self
        scope.resources.removeAll { $0.name == "*" }
        return scope
    }

    /// This scope with no more than reading of each repository; ``named`` only.
    var reading: TokenScope {
        var scope = named
        for index in scope.resources.indices where scope.resources[index].name.hasPrefix("repository:") {
            scope.resources[index].actions = ["pull"]
        }
        return scope
    }

    /// The text form.
    var text: String {
        resources.map { $0.actions.isEmpty ? $0.name : "\($0.name):\($0.actions.joined(separator: ","))" }
            .joined(separator: " ")
    }

    private mutating func add(_ resource: Resource) {
        guard let index = resources.firstIndex(where: { $0.name == resource.name }) else {
            resources.append(resource)
            return
        }
        resources[index].actions += resource.actions.filter { !resources[index].actions.contains($0) }
    }
}
