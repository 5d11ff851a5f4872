import ImageModel

extension Resolver {
    /// What `repository` holds, as far as its tags lead to it: every list and manifest with what its documents tell.
    ///
    /// As many documents are asked for at once as blobs may be. The registry itself is asked, as for its tags.
    public func listing(of repository: String) async throws(ResolverError) -> RepositoryListing {
        try await bounded(repository) { () async throws(ResolverError) in
            let reference = try Self.repository(repository)
            let (tags, session) = try await tags(of: reference, named: repository)
            let events = events
            let walk = ListingWalk(session: session, slots: slots) { text in
                events(.warning("\(repository): \(text)"))
            }
            return RepositoryListing(repository: reference.name, manifests: try await walk.rows(of: tags))
        }
    }
}
