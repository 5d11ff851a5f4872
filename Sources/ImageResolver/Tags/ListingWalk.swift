import ImageModel
import RegistryClient
import RegistryProtocol

/// Reads what a repository's tags lead to: lists, manifests and the configs of images, each digest once.
struct ListingWalk: Sendable {
    /// The session with the repository.
    let session: RegistrySession
    /// How many documents are asked for at once.
    let slots: TransferSlots
    /// Takes what the user should know.
    let warn: @Sendable (String) -> Void

    /// A document to be read.
    private struct Wanted: Sendable {
        let digest: Digest
        var entry: Descriptor?
        var document: FetchedDocument?
    }

    /// The rows of the repository.
    func rows(of tags: [String]) async throws(ResolverError) -> [ListedManifest] {
        let named = try await slots.each(tags, cancelled: .interrupted) { tag throws(ResolverError) in
            try await target(of: tag)
        }
        let targets = zip(tags, named).compactMap { tag, wanted in wanted.map { (tag: tag, wanted: $0) } }
        let facts = try await documents(targets.map(\.wanted))
        let configs = try await configs(of: facts)
        return ListingTable(facts: facts, configs: configs).rows(targets.map { ($0.tag, $0.wanted.digest) })
    }

    /// What a tag stands for; `nil` where the registry lists it and has nothing behind it.
    ///
    /// A HEAD is enough where the registry answers it well, and no quota counts it.
    private func target(of tag: String) async throws(ResolverError) -> Wanted? {
        if let digest = try? await session.digest(ofTag: tag) { return Wanted(digest: digest) }
        do throws(FetchError) {
            let document = try await session.document(tag: tag)
            return Wanted(digest: document.digest, document: document)
        } catch {
            guard error.subject == .notFound else { throw ResolverError(fetch: error) }
            warn("the tag '\(Printable.escaped(tag))' is listed, but there is nothing behind it")
            return nil
        }
    }

    /// The documents, and those that the lists among them name, level by level.
    private func documents(_ roots: [Wanted]) async throws(ResolverError) -> [Digest: ManifestFacts] {
        var facts: [Digest: ManifestFacts] = [:]
        var asked: Set<Digest> = []
        var level = roots.filter { asked.insert($0.digest).inserted }
        var missing = 0
        for _ in 0...Limits.indexDepth where !level.isEmpty {
            let read = try await slots.each(level, cancelled: .interrupted) { wanted throws(ResolverError) in
                try await self.facts(of: wanted)
            }
            missing += read.count { $0 == nil }
            level = []
            for document in read.compactMap(\.self) {
                facts[document.digest] = document
                level += document.children.map { Wanted(digest: $0.digest, entry: $0) }
            }
            level = level.filter { asked.insert($0.digest).inserted }
        }
        if missing > 0 {
            warn("of the manifests that are named, \(missing) \(missing == 1 ? "is" : "are") not in the repository")
        }
        return facts
    }

    /// One document; `nil` where the repository does not have it, and facts without content where it cannot be read.
    private func facts(of wanted: Wanted) async throws(ResolverError) -> ManifestFacts? {
        let fetched: FetchedDocument
        do throws(FetchError) {
            fetched =
                if let document = wanted.document { document } else {
                    try await session.document(wanted.digest, size: wanted.entry?.size)
                }
        } catch {
            guard error.subject != .notFound else { return nil }
            throw ResolverError(fetch: error)
        }
        do throws(ManifestError) {
            let document = try Document(
                checked: fetched.bytes, digest: fetched.digest, sentAs: fetched.contentType ?? wanted.entry?.mediaType)
            return ManifestFacts(
                digest: document.digest, mediaType: document.mediaType, entry: wanted.entry, content: document.content)
        } catch {
            warn("manifest \(wanted.digest): \(error)")
            let type = MediaType.essence(of: fetched.contentType ?? wanted.entry?.mediaType ?? "")
            return ManifestFacts(digest: wanted.digest, mediaType: type, entry: wanted.entry, content: nil)
        }
    }

    /// The configs of the images; one that cannot be had or read is missing, with a warning.
    private func configs(of facts: [Digest: ManifestFacts]) async throws(ResolverError) -> [Digest: ImageConfig] {
        let wanted = Dictionary(facts.values.compactMap(\.config).map { ($0.digest, $0) }) { first, _ in first }
        let configs = try await slots.each(Array(wanted.values), cancelled: .interrupted) {
            config throws(ResolverError) in
            try await read(config)
        }
        return Dictionary(configs.compactMap(\.self)) { first, _ in first }
    }

    private func read(_ config: Descriptor) async throws(ResolverError) -> (Digest, ImageConfig)? {
        do throws(FetchError) {
            let bytes = try await session.smallBlob(config)
            do throws(ManifestError) {
                return (config.digest, try ImageConfig(parsing: bytes))
            } catch {
                warn("config \(config.digest): \(error)")
                return nil
            }
        } catch {
            guard error.subject == .notFound else { throw ResolverError(fetch: error) }
            warn(error.description)
            return nil
        }
    }
}
