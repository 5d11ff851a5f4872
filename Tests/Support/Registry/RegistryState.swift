/// All that changes in a running registry; ``RegistryCore`` guards it.
struct RegistryState {
    var content = RegistryContent()
    var access = AccessControl.open
    var rules: [FaultRule] = []
    var cuts: [RequestCut] = []
    var log: [LoggedRequest] = []
    var requestCount = 0
    var connectionCount = 0
    var openConnections: Set<Int32> = []
    var isStopped = false
    private var tokenCount = 0
    private var oldestGoodToken = 1
    private var tokenUses: [String: Int] = [:]

    /// Makes every token given so far worthless.
    mutating func expireTokens() {
        oldestGoodToken = tokenCount + 1
    }

    /// The reply to `request`, with the faults it meets, and their names.
    mutating func answer(_ request: LoggedRequest, url: String) -> (reply: Reply, faults: [String]) {
        let before = content
        var reply = plainAnswer(request, url: url)
        let plainStatus = reply.status
        guard !reply.isChallenge else { return (reply, []) }
        var names: [String] = []
        for index in rules.indices {
            for fault in rules[index].faults(for: request) {
                fault.apply(&reply, request)
                names.append(fault.name)
            }
        }
        // Who is told of an error finds nothing done; only an answer that is lost on its way has been meant.
        if reply.status >= 400, reply.status != plainStatus { content = before }
        return (reply, names)
    }

    private mutating func plainAnswer(_ request: LoggedRequest, url: String) -> Reply {
        switch access {
        case .open:
            return contentAnswer(request, url: url)
        case .basic(let accounts):
            if let account = BasicCredentials(request.authorization), accounts[account.name] == account.password {
                return contentAnswer(request, url: url)
            }
            return challenge(401, ["Basic realm=\"registry\""])
        case .bearer(let server):
            if request.path == "/token" {
                tokenCount += 1
                return server.answer(request, serial: tokenCount)
            }
            let repository = RegistryContent.repository(in: request.path)
            let scope = RequestScope(request, repository: repository)
            let problem = problem(request, server, scope)
            if problem == .none { return contentAnswer(request, url: url) }
            let status = request.authorization == nil ? 401 : server.spentStatus
            return challenge(status, server.challenges(url: url, scope: scope.text, error: problem.error))
        }
    }

    private mutating func contentAnswer(_ request: LoggedRequest, url: String) -> Reply {
        content.write(request, url: url) ?? content.answer(request)
    }

    /// What is wrong with the authorization of a request.
    private enum TokenProblem {
        case none, missing, invalid, insufficient

        /// As distribution names it in its challenge (RFC 6750, section 3.1).
        var error: String? {
            switch self {
            case .none, .missing: nil
            case .invalid: "invalid_token"
            case .insufficient: "insufficient_scope"
            }
        }
    }

    private mutating func problem(
        _ request: LoggedRequest, _ server: TokenServer, _ scope: RequestScope
    ) -> TokenProblem {
        guard request.authorization != nil else { return .missing }
        guard let token = Token(request.authorization), token.serial >= oldestGoodToken else { return .invalid }
        guard scope.isWithin(token) else { return .insufficient }
        let uses = (tokenUses[token.text] ?? 0) + 1
        tokenUses[token.text] = uses
        return uses <= server.usesPerToken ?? Int.max ? .none : .invalid
    }

    private func challenge(_ status: Int, _ challenges: [String]) -> Reply {
        var reply = Reply.error(status, code: "UNAUTHORIZED", message: "authentication required")
        if status == 401 {
            for challenge in challenges { reply.headers.add("WWW-Authenticate", challenge) }
        }
        reply.isChallenge = true
        return reply
    }
}
