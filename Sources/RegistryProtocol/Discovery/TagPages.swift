import ImageModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads a repository's tags page by page (distribution-spec, "Listing Tags").
///
/// The next page is the one in the `Link` field; a registry that has sent a link marks the last page by sending none. From a
/// registry without links, a full page is followed by a request for the tags after its last one. So is a page whose length is a
/// round number, because some registries silently use a smaller page size. A page without new tags then ends the list.
package struct TagPages: Sendable {
    /// The number of tags requested at a time.
    package static let tagsPerPage = 1000
    /// The most pages that are read.
    package static let mostPages = 2000

    /// The next page to request.
    package enum Page: Hashable, Sendable {
        /// The page after a tag, or the first one.
        case after(String?)
        /// The page with this path and query on the registry.
        case target(String)
    }

    /// The tags so far, in the registry's order, without duplicates.
    package private(set) var tags: [String] = []
    /// The listed texts that are not valid tags and therefore cannot be requested.
    package private(set) var refused: [String] = []
    /// The next page to request; `nil` after the last one.
    package private(set) var next: Page? = .after(nil)
    /// Whether ``next`` is requested without a sign that it exists: a refusal is then the end of the list, not a failure.
    package private(set) var isGuess = false

    private var known: Set<String> = []
    private var targets: Set<String> = []
    private var pages = 0
    private var hasLinks = false

    /// Starts at the first page.
    package init() {}

    /// Takes the response to the request for ``next``.
    package mutating func take(_ response: PageResponse) throws(ResponseError) {
        let found = try Self.tags(in: response.body)
        pages += 1
        targets.insert(response.requested.pathAndQuery)
        let newTags = add(found)
        (next, isGuess) = (nil, false)
        if let target = try response.nextTarget() {
            guard !targets.contains(target) else { throw .pageLoop(entries: tags.count) }
            next = .target(target)
            hasLinks = true
        } else if newTags > 0, !hasLinks, let last = found.last, let isGuess = Self.continues(after: found.count) {
            next = .after(last)
            self.isGuess = isGuess
        }
        guard next == nil || pages < Self.mostPages else {
            throw .tooManyPages(limit: Self.mostPages, entries: tags.count)
        }
    }

    /// Ends the list with the tags read so far.
    package mutating func end() {
        (next, isGuess) = (nil, false)
    }

    private mutating func add(_ found: [String]) -> Int {
        var count = 0
        for tag in found where known.insert(tag).inserted {
            count += 1
            if Reference.isTag(tag) { tags.append(tag) } else { refused.append(tag) }
        }
        return count
    }

    // Whether more tags may follow a page of `count` tags, and whether that is a guess; `nil` when none do.
    private static func continues(after count: Int) -> Bool? {
        if count >= tagsPerPage { return false }
        return count.isMultiple(of: 10) ? true : nil
    }

    // Reads `{"name": …, "tags": […]}`; some registries send `null` for a repository without tags.
    private static func tags(in body: [UInt8]) throws(ResponseError) -> [String] {
        guard let document = try? JSONDecoder().decode(TagList.self, from: Data(body)) else {
            throw .notTags(beginning: ErrorBody.firstLine(of: body))
        }
        return document.tags
    }

    private struct TagList: Decodable {
        let tags: [String]

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: Key.self)
            tags = try members.decode([String]?.self, forKey: .tags) ?? []
        }

        private enum Key: String, CodingKey {
            case tags
        }
    }
}
