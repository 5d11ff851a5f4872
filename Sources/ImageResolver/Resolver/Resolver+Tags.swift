import ImageModel
import RegistryClient
import RegistryProtocol

extension Resolver {
    /// All tags of `repository`, which is written as an image is, without tag and digest.
    public func tags(of repository: String) async throws(ResolverError) -> RepositoryTags {
        try await bounded(repository) { () async throws(ResolverError) in
            let reference = try Self.repository(repository)
            let (tags, _) = try await tags(of: reference, named: repository)
            return RepositoryTags(repository: reference.name, tags: tags)
        }
    }

    /// The tags of a repository, and the session with the place that has told them.
    ///
    /// The registry itself is asked: a mirror need not have all. Only mirrors that the user has named for this call are asked
    /// before it.
    func tags(
        of reference: Reference, named text: String
    ) async throws(ResolverError) -> (tags: [String], session: RegistrySession) {
        guard !options.offline else {
            throw ResolverError(.notFound, "only the registry knows the tags, and --offline asks nobody")
        }
        let places = try await network.places(of: reference, image: text).tags
        let asked = options.mirrors.isEmpty && !options.isMirrorOnly ? Array(places.suffix(1)) : places
        do throws(FetchError) {
            let (pages, session) = try await asked.inTurn { session throws(FetchError) in
                (try await session.tags(), session)
            }
            if let odd = pages.refused.first {
                let count = pages.refused.count
                let names = count == 1 ? "a name that is no tag" : "\(count) names that are no tags"
                events(.warning("\(text): the registry lists \(names): '\(Printable.escaped(odd))'"))
            }
            return (pages.tags, session)
        } catch {
            throw ResolverError(fetch: error)
        }
    }

    /// The repository that `text` names.
    static func repository(_ text: String) throws(ResolverError) -> Reference {
        let reference: Reference
        do throws(ReferenceError) {
            reference = try Reference(parsing: text)
        } catch {
            throw ResolverError(.malformed, error.description)
        }
        // A tag behind a name is only read as one where there is none yet.
        guard (try? Reference(parsing: text + ":tag")) != nil else {
            throw ResolverError(
                .usage, "'\(Printable.escaped(text))' names an image, not a repository",
                hint: "leave the tag and the digest out: \(reference.name)")
        }
        return reference
    }
}

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

/// The tags of one repository.
public struct RepositoryTags: Hashable, Sendable {
    /// `registry/repository`, written out.
    public let repository: String
    /// The tags, each once, in the registry's order.
    public let tags: [String]
}
