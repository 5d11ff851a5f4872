import ImageModel
import ImageResolver
import PlatformModel

/// What `resolve list` prints.
package struct ListingRendering {
    /// The repository with its manifests.
    private let listing: RepositoryListing

    /// A rendering of what one repository holds.
    package init(_ listing: RepositoryListing) {
        self.listing = listing
    }

    /// A line a manifest, in full.
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

    /// A line a manifest, in `width` characters at most: what the eye does not need is left out or shortened.
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

    /// The manifests for programs, under the keys of `az acr manifest list-metadata` and a few more.
    ///
    /// What a registry does not tell has no key: it is not known to be empty.
    package var json: JSONValue { .list(listing.manifests.map(Self.json)) }

    private static func table() -> TextTable {
        TextTable(["tags", "platform", "size", "created", "digest", "type"], rightAligned: [2])
    }

    private static func json(of row: ListedManifest) -> JSONValue {
        var members: [String: JSONValue] = [
            "digest": .digest(row.digest), "mediaType": .text(row.mediaType),
            "tags": .list(row.tags.map(JSONValue.text)),
        ]
        if let platform = row.platform {
            members["architecture"] = .text(platform.architecture)
            members["os"] = .text(platform.os)
            members["platform"] = .platform(platform)
        }
        if MediaType.isIndex(row.mediaType) {
            members["manifests"] = .list(row.manifests.map(JSONValue.digest))
            members["platforms"] = .list(row.platforms.map(JSONValue.platform))
        }
        members["imageSize"] = row.imageSize.map(JSONValue.integer)
        members["createdTime"] = row.created.map(JSONValue.text)
        members["configMediaType"] = row.configMediaType.map(JSONValue.text)
        members["artifactType"] = row.artifactType.map(JSONValue.text)
        members["subject"] = row.subject.map(JSONValue.digest)
        return .object(members)
    }

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

    /// `2024-05-01 12:00`; what is no moment stays as it is.
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
