/// A needed token: the token server, the access, and the credential. It is also the key under which the token is kept.
package struct TokenDemand: Hashable, Sendable {
    /// The name of the registry that requires the token, for display.
    package let registry: String
    /// The token server, with the query from the challenge.
    package let realm: WebAddress
    /// The service that the token is for, as the challenge names it.
    package let service: String?
    /// The scopes that the token must grant, separated by spaces.
    package let scope: String
    /// The credential to send.
    package let credential: Credential
    /// Whether to request also an identity token, to be stored in place of the credential.
    package let wantsIdentity: Bool
    /// Additional header fields for the token server, which the request's own replace; they may contain secrets.
    package let headers: HTTPHeaders

    /// Describes a needed token.
    package init(
        registry: String, realm: WebAddress, service: String?, scope: String, credential: Credential,
        wantsIdentity: Bool = false, headers: HTTPHeaders = HTTPHeaders()
    ) {
        self.registry = registry
        self.realm = realm
        self.service = service
        self.scope = scope
        self.credential = credential
        self.wantsIdentity = wantsIdentity
        self.headers = headers
    }
}

/// The two forms of a token request (distribution, "Token Authentication Specification" and its OAuth2 variant).
package enum TokenRequest: Hashable, Sendable {
    /// `GET` with everything in the query, and the password in a Basic header.
    case get
    /// `POST` of a form.
    case post

    /// The name of this program in token requests.
    package static let clientIdentifier = "resolve"

    /// The forms that work for a credential, in the order they are tried.
    package static func forms(for credential: Credential) -> [TokenRequest] {
        switch credential {
        case .identityToken: [.post]
        case .basic: [.get, .post]
        case .anonymous, .bearer: [.get]
        }
    }

    /// The HTTP request for `demand` in this form.
    package func request(for demand: TokenDemand) -> HTTPRequest {
        switch self {
        case .get: Self.get(demand)
        case .post: Self.post(demand)
        }
    }

    private static func get(_ demand: TokenDemand) -> HTTPRequest {
        var items: [(name: String, value: String)] = []
        var headers = acceptingJSON
        if let service = demand.service { items.append(("service", service)) }
        items += demand.scope.listItems(separatedBy: " ").map { ("scope", $0) }
        items.append(("client_id", clientIdentifier))
        if demand.wantsIdentity { items.append(("offline_token", "true")) }
        if case .basic(let username, let password) = demand.credential {
            items.append(("account", username))
            headers = headers.adding(.basicAuthorization(username: username, password: password))
        }
        return HTTPRequest(.get, demand.realm.adding(items), headers: demand.headers.overridden(by: headers))
    }

    private static func post(_ demand: TokenDemand) -> HTTPRequest {
        var form: [(String, String)] = []
        switch demand.credential {
        case .identityToken(let token):
            form += [("grant_type", "refresh_token"), ("refresh_token", token.revealed)]
        case .basic(let username, let password):
            form += [("grant_type", "password"), ("username", username), ("password", password.revealed)]
        case .anonymous, .bearer: break
        }
        form += [("service", demand.service ?? demand.realm.host), ("client_id", clientIdentifier)]
        if !demand.scope.isEmpty { form.append(("scope", demand.scope)) }
        form.append(("access_type", demand.wantsIdentity ? "offline" : "online"))
        let text = form.map { "\($0.0)=\($0.1.formEncoded)" }.joined(separator: "&")
        var headers = acceptingJSON
        headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        return HTTPRequest(
            .post, demand.realm, headers: demand.headers.overridden(by: headers), body: Array(text.utf8))
    }

    private static let acceptingJSON = HTTPHeaders([HTTPHeader(name: "Accept", value: "application/json")])
}
