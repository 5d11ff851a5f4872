import ImageModel

/// Why a redirect is not followed.
package enum RedirectError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The answer names no location.
    case missingLocation(status: Int)
    /// The location is not an address that is asked.
    case malformedLocation(WebAddressError)
    /// One redirect followed another, more than `limit` times.
    case tooMany(limit: Int)
    /// From TLS into the clear.
    case insecure(target: WebAddress)
    /// From further out into a private network, a link, or this machine.
    case inward(target: WebAddress)
    /// A form, which may hold a password, to somebody else.
    case foreignBody(target: WebAddress)

    /// What is wrong, with the address in quotes.
    package var description: String {
        switch self {
        case .missingLocation(let status): "the redirect (status \(status)) names no location"
        case .malformedLocation(let error): "the redirect's location is refused: \(error)"
        case .tooMany(let limit): "more than \(limit) redirects follow each other"
        case .insecure(let target): "the redirect from https to '\(target)' is refused: it leaves TLS"
        case .inward(let target):
            "the redirect to '\(target)' is refused: it leads from outside to a private, link-local or loopback address"
        case .foreignBody(let target):
            "the redirect to '\(target)' is refused: the request's body must not go to another host"
        }
    }
}
