import ImageModel

/// Why a text is not an address that is asked.
package enum WebAddressError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It does not start with `http://` or `https://`.
    case unsupportedScheme(in: String)
    /// There is nothing between the slashes.
    case missingHost(in: String)
    /// It carries a name or a password before an `@`. The text is not kept: it may be a secret.
    case userInformation
    /// The host is neither a name, nor an IPv4 address, nor an IPv6 address in brackets.
    case malformedHost(String)
    /// The port is not a number between 1 and 65535.
    case malformedPort(String)
    /// It holds a control character.
    case controlCharacter(in: String)
    /// It is longer than any address in use.
    case tooLong(bytes: Int)
    /// A location has nothing in it.
    case empty

    /// What is wrong, with the text in quotes.
    package var description: String {
        switch self {
        case .unsupportedScheme(let text):
            "address '\(Self.shown(text))' starts with neither 'https://' nor 'http://'"
        case .missingHost(let text): "address '\(Self.shown(text))' names no host"
        case .userInformation: "an address with a user name or password in it is not accepted"
        case .malformedHost(let text):
            "host '\(Printable.escaped(text))' is neither a name, nor an IPv4 address, nor an IPv6 address in brackets"
        case .malformedPort(let text): "port '\(Printable.escaped(text))' is not a number from 1 to 65535"
        case .controlCharacter(let text): "address '\(Self.shown(text))' holds a control character"
        case .tooLong(let bytes): "address has \(bytes) bytes, more than \(WebAddressLimits.bytes)"
        case .empty: "address is empty"
        }
    }

    /// The text of what may be a signed address, or one with a password.
    private static func shown(_ text: String) -> String {
        Printable.escaped(UserInformation.redacted(QueryRedaction.redacted(text)))
    }
}
