/// Challenges as they are sent.
extension Challenge {
    /// Every challenge in the `WWW-Authenticate` fields, in order.
    package static func all(in headers: HTTPHeaders) -> [Challenge] {
        Array(headers.values(of: "WWW-Authenticate").prefix(mostChallenges).flatMap(parsing).prefix(mostChallenges))
    }

    /// Every challenge in one field's value. What breaks the grammar is passed over.
    package static func parsing(_ value: String) -> [Challenge] {
        var parser = ChallengeParser(value)
        return parser.challenges(atMost: mostChallenges)
    }

    private static let mostChallenges = 16
}
