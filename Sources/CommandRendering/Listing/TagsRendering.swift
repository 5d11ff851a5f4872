import ImageResolver

/// What `resolve tags` prints.
package struct TagsRendering {
    /// The repository and its tags.
    private let listing: RepositoryTags

    /// A rendering of one repository's tags.
    package init(_ listing: RepositoryTags) {
        self.listing = listing
    }

    /// One tag a line.
    package var lines: [String] { listing.tags.map(Shown.text) }

    /// The tags for programs.
    package var json: JSONValue {
        .object([
            "repository": .text(listing.repository),
            "tags": .list(listing.tags.map(JSONValue.text)),
        ])
    }
}
