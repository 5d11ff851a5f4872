import ImageModel

/// Why a response cannot be used although its status is not an error: the address that it names is refused, or a listing
/// cannot be read to its end.
package enum ResponseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The purpose of an address that a response names.
    package enum Link: Hashable, Sendable {
        /// The target of a redirect.
        case redirect
        /// The location where an upload continues.
        case upload
    }

    /// The response does not name an address.
    case missingLocation(Link, status: Int)
    /// The named address is not a usable address.
    case malformedLocation(Link, WebAddressError)
    /// The address would leave TLS for plain HTTP.
    case insecure(Link, target: WebAddress)
    /// The address is private, link-local or loopback, and the registry is not.
    case inward(Link, target: WebAddress)
    /// More than `limit` redirects followed one another.
    case tooManyRedirects(limit: Int)
    /// The redirect would send a form, which may hold a password, to another host.
    case foreignBody(target: WebAddress)
    /// The link to the next page of a listing is not a usable address.
    case malformedPageLink(WebAddressError)
    /// A page of tags is not a JSON object with a list of tags.
    case notTags(beginning: String?)
    /// The link to the next page leads back to a page that was read.
    case pageLoop(entries: Int)
    /// The listing has more pages than are read.
    case tooManyPages(limit: Int, entries: Int)

    /// The kind of failure: a listing that cannot be read is malformed, a refused address is the network's.
    package var subject: FailureSubject {
        switch self {
        case .notTags, .malformedPageLink, .pageLoop, .tooManyPages: .malformed
        case .missingLocation, .malformedLocation, .insecure, .inward, .tooManyRedirects, .foreignBody:
            .network
        }
    }

    /// What is wrong, with the registry's own text in quotes.
    package var description: String {
        switch self {
        case .missingLocation(.redirect, let status): "the redirect (status \(status)) has no location"
        case .missingLocation(.upload, let status): "the registry's response (status \(status)) has no upload location"
        case .malformedLocation(.redirect, let error): "the redirect's location is refused: \(error)"
        case .malformedLocation(.upload, let error): "the upload location is refused: \(error)"
        case .insecure(let link, let target): "\(Self.subject(link, target)) is refused: it leads from HTTPS to HTTP"
        case .inward(let link, let target):
            "\(Self.subject(link, target)) is refused: "
                + "it leads from a public address to a private, link-local or loopback address"
        case .tooManyRedirects(let limit): "more than \(limit) redirects in a row"
        case .foreignBody(let target):
            "the redirect to '\(target)' is refused: the request's body must not go to another host"
        case .malformedPageLink(let error): "the link to the next page is refused: \(error)"
        case .notTags(let beginning?): "the response is not a list of tags; it begins with '\(beginning)'"
        case .notTags(nil): "the response is not a list of tags; it is empty"
        case .pageLoop(let count): "the pages form a loop, after \(count) entries"
        case .tooManyPages(let limit, let count): "there are more than \(limit) pages (\(count) entries so far)"
        }
    }

    private static func subject(_ link: Link, _ target: WebAddress) -> String {
        switch link {
        case .redirect: "the redirect to '\(target)'"
        case .upload: "the upload location '\(target)'"
        }
    }
}
