import ImageModel
import PlatformModel

/// What a repository holds, as far as its tags lead to it.
public struct RepositoryListing: Hashable, Sendable {
    /// `registry/repository`, written out.
    public let repository: String
    /// The manifests and lists, each once: in the order of the tags, what a list names behind it.
    public let manifests: [ListedManifest]

    /// The first `count` of the manifests in this order; those whose time nobody knows stand last.
    public func arranged(by order: ListingOrder?, first count: Int? = nil) -> RepositoryListing {
        var arranged = manifests
        if let order {
            let dated = manifests.enumerated().compactMap { place, manifest in
                manifest.moment.map { (moment: $0, place: place, manifest: manifest) }
            }
            // Equals stay as they were.
            let sorted = dated.sorted { one, other in
                guard one.moment != other.moment else { return one.place < other.place }
                return order == .timeAscending ? one.moment < other.moment : one.moment > other.moment
            }
            arranged = sorted.map(\.manifest) + manifests.filter { $0.moment == nil }
        }
        return RepositoryListing(repository: repository, manifests: Array(arranged.prefix(count ?? arranged.count)))
    }
}

/// The orders in which manifests may be listed, by the names that `az` has for them.
public enum ListingOrder: String, CaseIterable, Sendable {
    /// The oldest first.
    case timeAscending = "time_asc"
    /// The newest first.
    case timeDescending = "time_desc"
}

/// One manifest or list of a repository, with what its documents tell; what they do not tell is `nil`.
public struct ListedManifest: Hashable, Sendable {
    /// The digest.
    public let digest: Digest
    /// What it is.
    public let mediaType: String
    /// The tags that stand for it, in the registry's order; none for what only a list names.
    public var tags: [String] = []
    /// An image's platform: as its config says, else as the list that names it does.
    public var platform: Platform?
    /// The platforms of the images that a list names, each once.
    public var platforms: [Platform] = []
    /// The manifests that a list names and the repository holds.
    public var manifests: [Digest] = []
    /// What its config is; `nil` for a list.
    public var configMediaType: String?
    /// The type of artifact, where it is one.
    public var artifactType: String?
    /// What it is attached to, as an attestation or a signature is.
    public var subject: Digest?
    /// The bytes of its config and its layers; for a list, of all its images, what they share counted once.
    public var imageSize: Int64?
    /// When it was made, as its config or its own annotation says.
    public var created: String?
    /// The moment that it is ordered by: its own, or for a list the latest of its images'.
    var moment: Timestamp?
}
