/// Why a token server is not asked.
package enum RealmError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The challenge names none.
    case missing
    /// What it names is not an address.
    case malformed(WebAddressError)
    /// It would be asked in the clear.
    case insecure(WebAddress)
    /// It lies further inside than the registry: in a private network, on the link, on this machine.
    case inward(WebAddress)

    /// What is wrong, with the address in quotes.
    package var description: String {
        switch self {
        case .missing: "the challenge names no token server"
        case .malformed(let error): "the token server's address is refused: \(error)"
        case .insecure(let realm): "the token server '\(realm)' is refused: it is not asked over https"
        case .inward(let realm):
            "the token server '\(realm)' is refused: a registry outside names a private, link-local or loopback address"
        }
    }
}
