/// The two ways of asking a token server (distribution, "Token Authentication Specification" and its OAuth2 form).
package enum TokenRequest: Hashable, Sendable {
    /// `GET` with everything in the query, and the password in a Basic header.
    case get
    /// `POST` of a form.
    case post

    /// What this program calls itself.
    package static let clientIdentifier = "resolve"

    /// The ways that are open to a credential, in the order they are tried.
    package static func ways(for credential: Credential) -> [TokenRequest] {
        switch credential {
        case .identityToken: [.post]
        case .basic: [.get, .post]
        case .anonymous, .bearer: [.get]
        }
    }

    /// The request that asks for `demand` this way.
    package func request(for demand: TokenDemand) -> HTTPRequest {
        switch self {
        case .get: Self.get(demand)
        case .post: Self.post(demand)
        }
    }

    private static func get(_ demand: TokenDemand) -> HTTPRequest {
        var items: [(name: String, value: String)] = []
        var headers = accepting
        if let service = demand.service { items.append(("service", service)) }
        items += ListText.pieces(of: demand.scope, at: " ").map { ("scope", $0) }
        items.append(("client_id", clientIdentifier))
        if demand.wantsIdentity { items.append(("offline_token", "true")) }
        if case .basic(let username, let password) = demand.credential {
            items.append(("account", username))
            headers = headers.adding(AuthorizationField.basic(username: username, password: password))
        }
        return HTTPRequest(.get, demand.realm.adding(items), headers: headers)
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
        let text = form.map { "\($0.0)=\(PercentEncoding.encoded($0.1))" }.joined(separator: "&")
        var headers = accepting
        headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        return HTTPRequest(.post, demand.realm, headers: headers, body: Array(text.utf8))
    }

    private static let accepting = HTTPHeaders([HTTPHeader(name: "Accept", value: "application/json")])
}
