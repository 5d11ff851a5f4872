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
