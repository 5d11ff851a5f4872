import ImageModel
import PlatformModel

/// What one document of a repository says of itself, and what the list that led to it says of it.
struct ManifestFacts: Sendable {
    /// The document's digest.
    let digest: Digest
    /// What it is.
    let mediaType: String
    /// What the first list that names it says.
    let entry: Descriptor?
    /// What it holds; `nil` where it cannot be read.
    let content: ManifestDocument?

    /// What a list names, in its order.
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

    /// The sizes of the blobs that a manifest names, by digest.
    var blobs: [Digest: Int64] {
        guard case .manifest(let manifest) = content else { return [:] }
        let blobs = [manifest.config] + manifest.layers
        return Dictionary(blobs.map { ($0.digest, $0.size) }) { first, _ in first }
    }

    /// The document's row, as far as it and its config tell; tags and what follows from children come later.
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
