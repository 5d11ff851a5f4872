/// What a token must allow for one request.
struct RequestScope {
    private var needs: [(repository: String, actions: [String])] = []

    /// What `request` does to `repository`, and what it reads of another one that a blob is mounted from.
    init(_ request: LoggedRequest, repository: String?) {
        guard let repository else { return }
        let isReading = ["GET", "HEAD"].contains(request.method) && UploadPath(request.path) == nil
        needs = [(repository, isReading ? ["pull"] : ["pull", "push"])]
        if request.method == "POST", let source = request.query.first(where: { $0.name == "from" })?.value {
            needs.append((source, ["pull"]))
        }
    }

    /// As a challenge names it; `nil` where nothing is needed.
    var text: String? {
        guard !needs.isEmpty else { return nil }
        return needs.map { "repository:\($0.repository):\($0.actions.joined(separator: ","))" }.joined(separator: " ")
    }

    /// Whether the token allows all of it.
    func isWithin(_ token: Token) -> Bool {
        needs.allSatisfy { need in need.actions.allSatisfy { token.allows($0, on: need.repository) } }
    }
}
