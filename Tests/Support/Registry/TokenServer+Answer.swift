import Foundation

extension TokenServer {
    /// Who asks for a token.
    private enum Applicant {
        case nobody
        case account(name: String, password: String)
        case identity(token: String)

        /// Who a token is for.
        var name: String { if case .account(let name, _) = self { name } else { "" } }
    }

    /// The answer to a request for a token; `serial` makes the token one of its own.
    func answer(_ request: LoggedRequest, serial: Int) -> Reply {
        switch (methods, request.method) {
        case (.getOnly(let status), "POST"), (.postOnly(let status), "GET"):
            return .error(status, code: "UNSUPPORTED", message: "not this method")
        case (_, "GET"), (_, "POST"): break
        default: return .error(405, code: "UNSUPPORTED", message: "not this method")
        }
        let applicant = applicant(of: request)
        guard isWelcome(applicant) else {
            return .error(refusalStatus, code: "UNAUTHORIZED", message: "authentication required")
        }
        let scopes = (request.method == "POST" ? request.form : request.query).filter { $0.name == "scope" }
            .flatMap { $0.value.split(separator: " ").map(String.init) }
            .filter { scope in !closedRepositories.contains { scope.hasPrefix("repository:\($0):") } }
            .map(granted)
        guard let token = try? token(scopes, account: applicant.name, serial: serial) else {
            return .error(500, code: "UNKNOWN", message: "the token could not be signed")
        }
        var members = answerKeys.map { ($0, JSONText.string(token)) }
        if let expiresInSeconds { members.append(("expires_in", .number(expiresInSeconds))) }
        if let issuedAt { members.append(("issued_at", .string(issuedAt))) }
        return Reply(status: 200, contentType: "application/json", body: JSONText.object(members).bytes)
    }

    /// A scope with no other actions than ``grantedActions``.
    private func granted(_ scope: String) -> String {
        guard let grantedActions, let colon = scope.lastIndex(of: ":") else { return scope }
        let actions = scope[scope.index(after: colon)...].split(separator: ",").map(String.init)
        return scope[...colon] + actions.filter(grantedActions.contains).joined(separator: ",")
    }

    private func token(_ scopes: [String], account: String, serial: Int) throws -> String {
        try signer?.token(for: service, account: account, scopes: scopes, serial: serial)
            ?? Token(serial: serial, scope: scopes.joined(separator: " ")).text
    }

    private func applicant(of request: LoggedRequest) -> Applicant {
        guard request.method == "POST" else {
            guard let account = BasicCredentials(request.authorization) else { return .nobody }
            return .account(name: account.name, password: account.password)
        }
        let form = Dictionary(request.form.map { ($0.name, $0.value) }) { first, _ in first }
        switch form["grant_type"] {
        case "refresh_token": return .identity(token: form["refresh_token"] ?? "")
        case "password": return .account(name: form["username"] ?? "", password: form["password"] ?? "")
        default: return .nobody
        }
    }

    private func isWelcome(_ applicant: Applicant) -> Bool {
        switch applicant {
        case .nobody: isAnonymousAllowed
        case .account(let name, let password): accounts[name] == password
        case .identity(let token): identityToken == token
        }
    }
}

/// A token that says itself what it is for, so that a registry elsewhere can read it.
struct Token {
    let serial: Int
    let scope: String

    /// A token with this number, good for this scope.
    init(serial: Int, scope: String) {
        self.serial = serial
        self.scope = scope
    }

    /// The token in an Authorization field, if it is one of ours.
    init?(_ authorization: String?) {
        let words = (authorization ?? "").split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        let parts = words[1].split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "token", let serial = Int(parts[1]),
            let scope = Data(base64Encoded: String(parts[2]))
        else { return nil }
        self.init(serial: serial, scope: String(decoding: scope, as: UTF8.self))
    }

    /// The token as it is sent.
    var text: String { "token.\(serial).\(Data(scope.utf8).base64EncodedString())" }

    /// Whether the token allows `action`, which is `pull` or `push`, on `repository`.
    func allows(_ action: String, on repository: String) -> Bool {
        scope.split(separator: " ").contains { piece in
            piece.hasPrefix("repository:\(repository):")
                && piece.split(separator: ":").last?.split(separator: ",").contains { $0 == action } == true
        }
    }
}
