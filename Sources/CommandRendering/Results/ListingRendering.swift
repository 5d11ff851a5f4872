import ImageModel
import ImageResolver
import PlatformModel

/// The output of `resolve list`.
package struct ListingRendering {
    private let listing: RepositoryListing

    /// Renders the manifests of one repository.
    package init(_ listing: RepositoryListing) {
        self.listing = listing
    }

    /// One line per manifest, in full.
    package var lines: [String] {
        var table = Self.table()
        for row in listing.manifests {
            table.add([
                Self.list(row.tags), Self.platforms(of: row), Shown.size(row.imageSize), Self.text(row.created),
                row.digest.description, Shown.text(row.artifactType ?? row.mediaType),
            ])
        }
        return table.lines()
    }

    /// One line per manifest, at most `width` characters wide: long values are shortened.
    package func lines(width: Int) -> [String] {
        var table = Self.table()
        for row in listing.manifests {
            table.add([
                Self.list(row.tags), Self.briefPlatforms(of: row), Shown.size(row.imageSize), Self.minute(row.created),
                Shown.digest(row.digest), Self.kind(of: row),
            ])
        }
        return table.lines(width: width, cutting: [(5, 8), (1, 15), (0, 8), (5, 5), (3, 10)])
    }

    /// The digests, one per line.
    package var digests: [String] { listing.manifests.map(\.digest.description) }

    /// The manifests for `--json`: all keys of `az acr manifest list-metadata` and `az acr repository show-manifests`, which
    /// are `null` without a known value, and a few more, which are omitted then.
    package var json: JSONValue { .list(listing.manifests.map(Self.json)) }

    private static func table() -> TextTable {
        TextTable(["tags", "platform", "size", "created", "digest", "type"], rightAligned: [2])
    }

    private static func json(of row: ListedManifest) -> JSONValue {
        var members: [String: JSONValue] = [
            "digest": .digest(row.digest), "mediaType": .text(row.mediaType),
            "tags": .list(row.tags.map(JSONValue.text)), "imageSize": .size(row.imageSize),
            "architecture": .optional(row.platform?.architecture), "os": .optional(row.platform?.os),
            "configMediaType": .optional(row.configMediaType), "createdTime": .optional(row.created),
        ]
        for key in azureKeys { members[key] = .null }
        members["platform"] = row.platform.map(JSONValue.platform)
        if MediaType.isIndex(row.mediaType) {
            members["manifests"] = .list(row.manifests.map(JSONValue.digest))
            members["platforms"] = .list(row.platforms.map(JSONValue.platform))
        }
        members["artifactType"] = row.artifactType.map(JSONValue.text)
        members["subject"] = row.subject.map(JSONValue.digest)
        return .object(members)
    }

    /// What az prints and only a registry at Azure knows: when a manifest was pushed, and what may be changed.
    private static let azureKeys = ["lastUpdateTime", "timestamp", "changeableAttributes"]

    private static func list(_ texts: [String]) -> String {
        texts.isEmpty ? "-" : texts.map(Shown.text).joined(separator: ", ")
    }

    private static func text(_ text: String?) -> String { text.map(Shown.text) ?? "-" }

    private static func platforms(of row: ListedManifest) -> String {
        if let subject = row.subject { return "attached to " + Shown.digest(subject) }
        if !row.platforms.isEmpty { return row.platforms.map { Shown.platform($0) }.joined(separator: ", ") }
        return Shown.platform(row.platform)
    }

    private static func briefPlatforms(of row: ListedManifest) -> String {
        if let subject = row.subject { return "of " + Shown.digest(subject) }
        return row.platforms.count > 2 ? "\(row.platforms.count) platforms" : platforms(of: row)
    }

    /// `2024-05-01 12:00`; a text that is not a timestamp is shown unchanged.
    private static func minute(_ created: String?) -> String {
        guard let created, Timestamp(parsing: created) != nil else { return text(created) }
        return created.prefix(10) + " " + created.dropFirst(11).prefix(5)
    }

    private static func kind(of row: ListedManifest) -> String {
        if row.artifactType == nil {
            if MediaType.isIndex(row.mediaType) { return "list" }
            if MediaType.isManifest(row.mediaType), row.configMediaType.map(MediaType.isImageConfig) == true {
                return "image"
            }
        }
        return Shown.text(row.artifactType ?? row.configMediaType ?? row.mediaType)
    }
}

/// The output of `resolve tags`.
package struct TagsRendering {
    private let listing: RepositoryTags

    /// Renders the tags of one repository.
    package init(_ listing: RepositoryTags) {
        self.listing = listing
    }

    /// One tag per line.
    package var lines: [String] { listing.tags.map(Shown.text) }

    /// The tags for `--json`.
    package var json: JSONValue {
        .object([
            "repository": .text(listing.repository),
            "tags": .list(listing.tags.map(JSONValue.text)),
        ])
    }
}
