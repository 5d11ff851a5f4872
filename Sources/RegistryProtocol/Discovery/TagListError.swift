import ImageModel

/// Why a list that comes in pages, such as a repository's tags, cannot be had whole.
package enum TagListError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A page is not the JSON object that lists tags.
    case notTags(beginning: String?)
    /// The link to the next page is no address.
    case malformedLink(WebAddressError)
    /// The link to the next page leads to somebody else.
    case foreignLink(WebAddress)
    /// The link leads back to a page that was read, after so many tags.
    case circle(afterTags: Int)
    /// There are more pages than are asked for.
    case tooManyPages(limit: Int, tags: Int)

    /// What kind of failure it is: a link to elsewhere is as good as a refused redirect.
    package var subject: FailureSubject {
        switch self {
        case .foreignLink: .network
        case .notTags, .malformedLink, .circle, .tooManyPages: .malformed
        }
    }

    /// What is wrong, with the registry's own text in quotes.
    package var description: String {
        switch self {
        case .notTags(let beginning?): "the answer is no list of tags; it begins with '\(beginning)'"
        case .notTags(nil): "the answer is no list of tags; it is empty"
        case .malformedLink(let error): "the link to the next page: \(error)"
        case .foreignLink(let target): "the next page is said to be at '\(target)', which is another host"
        case .circle(let count): "the pages lead in a circle, after \(count) entries"
        case .tooManyPages(let limit, let count): "there are more than \(limit) pages, \(count) entries so far"
        }
    }
}
