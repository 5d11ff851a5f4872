import ImageModel

/// Reads a repository's tags page by page (distribution-spec, "Listing Tags").
///
/// A `Link` says where the next page is, and a registry that has written one says so for the last page, too, by writing none.
/// Of a registry without links, a page that is full is followed by the question for what comes after its last tag; so
/// is one whose length is a round number, for some cut at a number of their own and do not tell. A page that brings no new
/// tag is then the end.
package struct TagPages: Sendable {
    /// How many tags are asked for at a time.
    package static let tagsAPage = 1000
    /// How many pages are read at most.
    package static let mostPages = 2000

    /// What is asked next.
    package enum Question: Hashable, Sendable {
        /// The page that follows a tag, or the first one.
        case after(String?)
        /// The page at this path and query of the registry.
        case target(String)
    }

    /// An answer to a question.
    package struct Answer: Sendable {
        /// Where the question was asked.
        let asked: WebAddress
        /// Who answered in the end: another address where there was a redirect.
        let answered: WebAddress
        /// The answer's headers.
        let headers: HTTPHeaders
        /// The answer's body.
        let body: [UInt8]

        /// A good answer, whole.
        package init(asked: WebAddress, answered: WebAddress, headers: HTTPHeaders, body: [UInt8]) {
            self.asked = asked
            self.answered = answered
            self.headers = headers
            self.body = body
        }
    }

    /// The tags so far, in the registry's order, each once.
    package private(set) var tags: [String] = []
    /// What the registry listed that cannot be a tag, so that nobody could ask for it.
    package private(set) var refused: [String] = []
    /// What to ask next; `nil` after the last page.
    package private(set) var next: Question? = .after(nil)
    /// Whether ``next`` is asked although nothing says that there is more: then a refusal is the end, and no failure.
    package private(set) var isGuess = false

    private var known: Set<String> = []
    private var targets: Set<String> = []
    private var pages = 0
    private var hasLinks = false

    /// Nothing has been asked.
    package init() {}

    /// Takes the answer to ``next``.
    package mutating func take(_ answer: Answer) throws(TagListError) {
        let page = try TagPage(parsing: answer.body)
        pages += 1
        targets.insert(answer.asked.pathAndQuery)
        let newTags = add(page.tags)
        (next, isGuess) = (nil, false)
        if let link = NextLink.target(in: answer.headers) {
            let target = try Self.target(of: link, in: answer)
            guard !targets.contains(target) else { throw .circle(afterTags: tags.count) }
            next = .target(target)
            hasLinks = true
        } else if newTags > 0, !hasLinks, let last = page.tags.last, let isGuess = Self.goesOn(after: page.tags.count) {
            next = .after(last)
            self.isGuess = isGuess
        }
        guard next == nil || pages < Self.mostPages else {
            throw .tooManyPages(limit: Self.mostPages, tags: tags.count)
        }
    }

    /// Ends the reading with what is there.
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

    /// Whether more may follow a page of that length, and whether that is a guess; `nil` where nothing does.
    private static func goesOn(after count: Int) -> Bool? {
        if count >= tagsAPage { return false }
        return count.isMultiple(of: 10) ? true : nil
    }

    /// The path and query of the next page at the registry that was asked.
    static func target(of link: String, in answer: Answer) throws(TagListError) -> String {
        let target: WebAddress
        do throws(WebAddressError) {
            target = try answer.answered.resolving(link)
        } catch {
            throw .malformedLink(error)
        }
        guard isSameServer(target, answer.answered) else { throw .foreignLink(target) }
        guard !isSameServer(answer.asked, answer.answered) else { return target.pathAndQuery }
        // registry.k8s.io redirects to where the tags are, whose own path means nothing to it.
        let query = target.pathAndQuery.utf8.drop { $0 != UInt8(ascii: "?") }
        let path = answer.asked.pathAndQuery.utf8.prefix { $0 != UInt8(ascii: "?") }
        return String(decoding: Array(path) + Array(query), as: UTF8.self)
    }

    /// Whether both are one server, by whatever scheme: behind a proxy that ends TLS, registries write `http` in their links.
    private static func isSameServer(_ one: WebAddress, _ other: WebAddress) -> Bool {
        one.host == other.host && (one.port == other.port || one.effectivePort == other.effectivePort)
    }
}
