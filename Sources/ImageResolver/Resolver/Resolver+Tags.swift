import ErrorMapping
import ImageModel
import RegistryClient
import RegistryProtocol

/// The tags of one repository.
public struct RepositoryTags: Hashable, Sendable {
    /// `registry/repository`, in full.
    public let repository: String
    /// The tags, without duplicates, in the order of versions: `v1.9` before `v1.10`.
    public let tags: [String]
}

extension Resolver {
    /// All tags of `repository`, which is an image name without tag and digest.
    public func tags(of repository: String) async throws(ResolverError) -> RepositoryTags {
        let reference = try Self.repository(repository)
        return try await bounded(repository, at: reference.registry) { () async throws(ResolverError) in
            RepositoryTags(
                repository: reference.name, tags: try await tags(of: reference, named: repository).tags)
        }
    }

    /// What `repository` contains, as far as its tags lead to it: every index and manifest with its facts.
    ///
    /// Documents are requested in parallel, as many as ``ResolverOptions/jobs``. As for tags, the registry itself is used. A
    /// `login` takes precedence over configured credentials.
    public func listing(
        of repository: String, login: CopyRequest.Login? = nil
    ) async throws(ResolverError) -> RepositoryListing {
        let reference = try Self.repository(repository)
        return try await bounded(repository, at: reference.registry) { () async throws(ResolverError) in
            let (tags, session) = try await tags(of: reference, named: repository, login: login)
            let events = events
            let walk = ListingWalk(session: session, slots: slots) { text in
                events(.warning("\(repository): \(text)"))
            }
            return RepositoryListing(repository: reference.name, manifests: try await walk.rows(of: tags))
        }
    }

    /// The tags of a repository, and the session with the endpoint that sent them.
    ///
    /// A mirror may lack tags, so only the registry itself is used, after the mirrors that the options name for this call. If
    /// the registry is blocked, the mirrors are all there is.
    func tags(
        of reference: Reference, named text: String, login: CopyRequest.Login? = nil
    ) async throws(ResolverError) -> (tags: [String], session: RegistrySession) {
        guard !options.offline else {
            throw ResolverError(.notFound, "only the registry knows the tags, and --offline allows no requests")
        }
        let endpoints = try await network.endpoints(of: reference, image: text, login: login).tags
        let usesMirrors = options.namesMirrors || endpoints.last?.configuration.block != nil
        let sessions = usesMirrors ? endpoints : Array(endpoints.suffix(1))
        let (pages, session) = try await mapError(
            ResolverError.init(registry:),
            awaiting: try await sessions.inTurn { session throws(RegistryError) in (try await session.tags(), session) }
        )
        if let invalid = pages.refused.first {
            let count = pages.refused.count
            let names = count == 1 ? "a name that is not a tag" : "\(count) names that are not tags"
            events(.warning("\(text): the registry lists \(names): '\(Printable.escaped(invalid))'"))
        }
        if pages.tags.isEmpty { events(.warning("\(text): no tags")) }
        return (TagOrder.sorted(pages.tags), session)
    }

    /// The repository that `text` names.
    private static func repository(_ text: String) throws(ResolverError) -> Reference {
        let reference = try mapError(
            { (error: ReferenceError) in ResolverError.malformed(error).concerning(image: text) },
            try Reference(parsing: text))
        if let host = Self.host(text) {
            throw ResolverError(
                .usage, "a repository is missing: \(host)/REPOSITORY",
                hint: "'\(Printable.escaped(text))' names a registry only"
            ).concerning(image: text, registry: host)
        }
        // A tag can only be appended to a name without tag and digest.
        guard (try? Reference(parsing: text + ":tag")) != nil else {
            let isLocal = if case .registry? = try? ImageSource(parsing: text) { false } else { true }
            throw ResolverError(
                .usage, "'\(Printable.escaped(text))' names an image, not a repository",
                hint: isLocal ? nil : "leave out the tag and the digest: \(reference.name)"
            ).concerning(image: text, registry: reference.registry)
        }
        return reference
    }

    /// `text`, if it is the host of a registry with a port, which a reference reads as a repository with a tag.
    private static func host(_ text: String) -> String? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "localhost" || parts[0].contains("."), !text.contains("/"),
            let port = UInt16(parts[1]), port > 0
        else { return nil }
        return text
    }
}
