/// How a token server gives tokens, and how its registry asks for them.
public struct TokenServer: Sendable {
    /// The methods it knows.
    public enum Methods: Sendable {
        /// GET and POST.
        case both
        /// GET; POST gets this status.
        case getOnly(postStatus: Int)
        /// POST; GET gets this status.
        case postOnly(getStatus: Int)
    }

    /// How the registry's 401 names its schemes.
    public enum ChallengeStyle: Sendable {
        /// One Bearer challenge.
        case bearer
        /// Basic and Bearer in one field.
        case basicAndBearerInOneField
        /// Basic and Bearer, each in a field of its own.
        case basicAndBearerInTwoFields
    }

    /// The methods it knows.
    public var methods = Methods.both
    /// Whether it gives a token to who names no account.
    public var isAnonymousAllowed = true
    /// The passwords of its accounts.
    public var accounts: [String: String] = [:]
    /// The refresh token it takes, by POST alone.
    public var identityToken: String?
    /// The status for credentials that are wrong.
    public var refusalStatus = 401
    /// The keys under which the token stands in the answer.
    public var answerKeys = ["token"]
    /// `expires_in` of the answer.
    public var expiresInSeconds: Int? = 300
    /// `issued_at` of the answer.
    public var issuedAt: String?
    /// The number of requests a token is good for; nil is without end.
    public var usesPerToken: Int?
    /// The registry's status for a token that is used up or unknown.
    public var spentStatus = 401
    /// The realm in the challenge; nil is this server's own `/token`.
    public var realm: String?
    /// A query that the realm carries itself.
    public var realmQuery: String?
    /// How the registry's 401 names its schemes.
    public var challengeStyle = ChallengeStyle.bearer
    /// Repositories that nobody gets a token for; it stays silent about them, as distribution's does.
    public var closedRepositories: Set<String> = []
    /// The actions that it grants at most; `nil` grants all that are asked for.
    public var grantedActions: Set<String>?
    /// Signs the tokens, for a real registry; nil makes tokens that only our own registry takes.
    public var signer: TokenSigner?
    /// The service in the challenge.
    public var service = "registry.test"

    /// A token server that knows both methods and gives everybody a token.
    public init() {}

    /// The values of WWW-Authenticate, for a registry that stands at `url`; `error` says what is wrong with a token.
    func challenges(url: String, scope: String?, error: String? = nil) -> [String] {
        let query = realmQuery.map { "?" + $0 } ?? ""
        let scope = scope.map { ",scope=\"\($0)\"" } ?? ""
        let bearer =
            "Bearer realm=\"\(realm ?? url + "/token")\(query)\",service=\"\(service)\"\(scope)"
            + (error.map { ",error=\"\($0)\"" } ?? "")
        let basic = "Basic realm=\"a, quoted \\\"realm\\\"\""
        switch challengeStyle {
        case .bearer: return [bearer]
        case .basicAndBearerInOneField: return [basic + ", " + bearer]
        case .basicAndBearerInTwoFields: return [basic, bearer]
        }
    }
}
