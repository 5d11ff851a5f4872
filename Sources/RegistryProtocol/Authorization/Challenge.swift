/// What a server wants to see before it answers (RFC 9110, section 11.3).
package struct Challenge: Hashable, Sendable {
    /// The scheme, in small letters: `bearer`, `basic`, or one that is not spoken here.
    package let scheme: String
    /// The parameters by their names in small letters; of one that comes twice, the first.
    package let parameters: [String: String]
    /// What stands in place of parameters in schemes such as `Negotiate`.
    package let token68: String?

    /// A challenge as it was sent.
    package init(scheme: String, parameters: [String: String] = [:], token68: String? = nil) {
        self.scheme = scheme.asciiLowercased
        self.parameters = parameters
        self.token68 = token68
    }
}
