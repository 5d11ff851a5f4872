import ImageModel
import PlatformModel

/// Combines the documents of a repository: the tags that refer to each, and the entries of each index.
struct ListingTable {
    /// The documents by digest.
    let facts: [Digest: ManifestFacts]
    /// The configs by digest.
    let configs: [Digest: ImageConfig]

    /// The rows in the order of `tags`, with the entries of an index after it, without duplicates.
    func rows(_ tags: [(tag: String, digest: Digest)]) -> [ListedManifest] {
        let names = Dictionary(grouping: tags, by: \.digest).mapValues { $0.map(\.tag) }
        var rows: [ListedManifest] = []
        var placed: Set<Digest> = []
        // The last element is the next to be placed.
        var waiting = Array(tags.map(\.digest).reversed())
        while let digest = waiting.popLast() {
            guard let facts = facts[digest], placed.insert(digest).inserted else { continue }
            var row = row(of: facts)
            row.tags = names[digest] ?? []
            rows.append(row)
            waiting += facts.children.map(\.digest).reversed()
        }
        return rows
    }

    private func row(of facts: ManifestFacts) -> ListedManifest {
        var row = own(facts)
        switch facts.content {
        case .manifest: row.imageSize = Self.sum(facts.blobs)
        case .index: gather(under: facts, into: &row)
        case nil: break
        }
        return row
    }

    private func own(_ facts: ManifestFacts) -> ListedManifest {
        facts.row(config: facts.config.flatMap { configs[$0.digest] })
    }

    /// Adds the facts of all images below an index. What is attached to an image adds no platform.
    private func gather(under index: ManifestFacts, into row: inout ListedManifest) {
        row.manifests = index.children.map(\.digest).filter { facts[$0] != nil }
        var blobs: [Digest: Int64] = [:]
        var latest: Timestamp?
        var seen: Set<Digest> = [index.digest]
        var waiting = Array(row.manifests.reversed())
        while let digest = waiting.popLast() {
            guard seen.insert(digest).inserted, let child = facts[digest] else { continue }
            waiting += child.children.map(\.digest).reversed()
            let childRow = own(child)
            blobs.merge(child.blobs) { first, _ in first }
            latest = [latest, childRow.moment].compactMap(\.self).max()
            if let platform = childRow.platform, childRow.subject == nil, !row.platforms.contains(platform) {
                row.platforms.append(platform)
            }
        }
        row.imageSize = Self.sum(blobs)
        row.moment = row.moment ?? latest
    }

    private static func sum(_ blobs: [Digest: Int64]) -> Int64 {
        blobs.values.reduce(0) { $0.addingClamped($1) }
    }
}

/// One document of a repository, with the index entry that led to it.
struct ManifestFacts: Sendable {
    /// The digest.
    let digest: Digest
    /// The media type.
    let mediaType: String
    /// The entry in the first index that lists it.
    let entry: Descriptor?
    /// The parsed document; `nil` if it is malformed.
    let content: ManifestDocument?

    /// The entries of an index, in its order.
    var children: [Descriptor] {
        guard case .index(let index) = content else { return [] }
        return index.manifests
    }

    /// The config of an image.
    var config: Descriptor? {
        guard case .manifest(let manifest) = content, manifest.isImage,
            manifest.config.size <= Int64(Limits.manifestBytes)
        else { return nil }
        return manifest.config
    }

    /// The sizes of the blobs that a manifest lists, by digest.
    var blobs: [Digest: Int64] {
        guard case .manifest(let manifest) = content else { return [:] }
        let blobs = [manifest.config] + manifest.layers
        return Dictionary(blobs.map { ($0.digest, $0.size) }) { first, _ in first }
    }

    /// The row of the document, without its tags and without the facts of its children.
    func row(config: ImageConfig?) -> ListedManifest {
        var row = ListedManifest(digest: digest, mediaType: mediaType)
        let annotations: [String: String]
        switch content {
        case .manifest(let manifest):
            annotations = manifest.annotations
            row.configMediaType = manifest.config.mediaType
            row.artifactType = manifest.artifactType ?? entry?.artifactType
            row.subject = manifest.subject?.digest
            row.platform = config?.platform ?? entry?.platform
        case .index(let index):
            annotations = index.annotations
            row.artifactType = index.artifactType ?? entry?.artifactType
            row.subject = index.subject?.digest
        case nil:
            annotations = [:]
            row.artifactType = entry?.artifactType
            row.platform = entry?.platform
        }
        row.subject = row.subject ?? entry?.attested.flatMap { try? Digest(parsing: $0) }
        row.created = config?.created ?? annotations["org.opencontainers.image.created"]
        row.moment = row.created.flatMap { Timestamp(parsing: $0) }
        return row
    }
}
