import ImageModel

/// Gathers what a registry lists as attached to one document, page by page (distribution-spec, "Listing Referrers").
///
/// A registry that says that it has no such list sends the caller to the tag of the tag schema.
package struct ReferrersPages: Sendable {
    /// What is asked next.
    package enum Question: Hashable, Sendable {
        /// The list's own address.
        case first
        /// The page at this path and query of the registry.
        case target(String)
    }

    /// What to do next.
    package enum Step: Hashable, Sendable {
        /// Ask for a page.
        case ask(Question)
        /// Ask for the index under the tag of the tag schema.
        case askTag
        /// The list is whole.
        case done([Descriptor])
    }

    /// The most pages that are read.
    package static let mostPages = 200
    /// The statuses by which registries say that they know no referrers; the specification's is 404.
    private static let unknown = [400, 404, 405, 406, 415, 501]

    /// What to do next.
    package private(set) var next: Step = .ask(.first)
    private var gathered: [Descriptor] = []
    private var seen: Set<Digest> = []
    private var targets: Set<String> = []
    private var pages = 0

    /// A list of which nothing has been read.
    package init() {}

    /// Takes an error's status; `false` where it means no more than that the request has failed.
    package mutating func takes(status: Int) -> Bool {
        guard pages == 0, Self.unknown.contains(status) else { return false }
        next = .askTag
        return true
    }

    /// Takes a good answer.
    package mutating func take(_ answer: TagPages.Answer) throws(TagListError) {
        let type = answer.headers.first("Content-Type")
        guard case .index(let index) = try? ManifestDocument(parsing: answer.body, contentType: type) else {
            // Who answers everything with a page for people does not know referrers.
            next = pages == 0 ? .askTag : .done(gathered)
            return
        }
        pages += 1
        targets.insert(answer.asked.pathAndQuery)
        gathered += index.manifests.filter { seen.insert($0.digest).inserted }
        next = .done(gathered)
        guard let link = NextLink.target(in: answer.headers) else { return }
        let target = try TagPages.target(of: link, in: answer)
        guard !targets.contains(target) else { throw .circle(afterTags: gathered.count) }
        guard pages < Self.mostPages else { throw .tooManyPages(limit: Self.mostPages, tags: gathered.count) }
        next = .ask(.target(target))
    }
}
