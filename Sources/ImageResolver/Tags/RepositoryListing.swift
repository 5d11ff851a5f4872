import ImageModel
import PlatformModel

/// What a repository contains, as far as its tags lead to it.
public struct RepositoryListing: Hashable, Sendable {
    /// `registry/repository`, in full.
    public let repository: String
    /// The manifests and indexes, without duplicates: in the order of the tags, with the entries of an index after it.
    public let manifests: [ListedManifest]

    /// The first `count` of the manifests in this order. Manifests without a time come last.
    public func arranged(by order: ListingOrder?, first count: Int? = nil) -> RepositoryListing {
        var arranged = manifests
        if let order {
            let dated = manifests.enumerated().compactMap { position, manifest in
                manifest.moment.map { (moment: $0, position: position, manifest: manifest) }
            }
            // The order is stable.
            let sorted = dated.sorted { one, other in
                guard one.moment != other.moment else { return one.position < other.position }
                return order == .timeAscending ? one.moment < other.moment : one.moment > other.moment
            }
            arranged = sorted.map(\.manifest) + manifests.filter { $0.moment == nil }
        }
        return RepositoryListing(repository: repository, manifests: Array(arranged.prefix(count ?? arranged.count)))
    }
}

/// The orders in which manifests may be listed. The raw values are those of the `az` command.
public enum ListingOrder: String, CaseIterable, Sendable {
    /// Oldest first.
    case timeAscending = "time_asc"
    /// Newest first.
    case timeDescending = "time_desc"
}

/// One manifest or index of a repository, with the facts in its documents. Facts that they do not contain are `nil`.
public struct ListedManifest: Hashable, Sendable {
    /// The digest.
    public let digest: Digest
    /// The media type.
    public let mediaType: String
    /// The tags that refer to it, in the registry's order; empty for a manifest that only an index lists.
    public var tags: [String] = []
    /// The platform of an image: the one in its config, else the one in the index.
    public var platform: Platform?
    /// The platforms of the images that an index lists, without duplicates.
    public var platforms: [Platform] = []
    /// The manifests that an index lists and the repository contains.
    public var manifests: [Digest] = []
    /// The media type of its config; `nil` for an index.
    public var configMediaType: String?
    /// The type of an artifact.
    public var artifactType: String?
    /// The manifest that an attestation or a signature belongs to.
    public var subject: Digest?
    /// The size of its config and layers in bytes; for an index, of all its images, with shared blobs counted once.
    public var imageSize: Int64?
    /// The creation time in its config or annotations.
    public var created: String?
    /// The time that it is sorted by: its own or, for an index, the latest of its images.
    var moment: Timestamp?
}
