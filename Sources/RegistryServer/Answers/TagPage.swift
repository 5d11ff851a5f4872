/// One page of a repository's tags (OCI distribution-spec v1.1, "Listing Tags").
struct TagPage: Hashable, Sendable {
    /// The tags of this page.
    let tags: [String]
    /// The tag after which the next page begins; nil on the last page.
    let next: String?

    /// The first `count` of `tags` after `last`; `tags` stands in byte order. A count of 0 gives an empty last page.
    init(of tags: [String], count: Int?, last: String?) {
        let rest = tags.drop { tag in
            guard let last else { return false }
            return !last.utf8.lexicographicallyPrecedes(tag.utf8)
        }
        self.tags = Array(rest.prefix(count ?? rest.count))
        next = self.tags.count < rest.count ? self.tags.last : nil
    }
}
