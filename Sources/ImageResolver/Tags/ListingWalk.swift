import ImageModel
import RegistryClient
import RegistryProtocol

/// Reads what the tags of a repository lead to: indexes, manifests and the configs of images, each digest once.
struct ListingWalk: Sendable {
    /// The session with the repository.
    let session: RegistrySession
    /// Limits how many documents are requested at once.
    let slots: TransferSlots
    /// Takes warnings for the user.
    let warn: @Sendable (String) -> Void

    /// A document to read.
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

    /// What a tag refers to; `nil` if the registry lists it without a manifest.
    ///
    /// HEAD is tried first, because rate limits do not count it.
    private func target(of tag: String) async throws(ResolverError) -> Wanted? {
        if let digest = try? await session.digest(ofTag: tag) { return Wanted(digest: digest) }
        do throws(RegistryError) {
            let document = try await session.document(tag: tag)
            return Wanted(digest: document.digest, document: document)
        } catch {
            guard error.subject == .notFound else { throw ResolverError(registry: error) }
            warn("the tag '\(Printable.escaped(tag))' is listed but has no manifest")
            return nil
        }
    }

    /// The documents, and those that the indexes among them list, level by level.
    private func documents(_ roots: [Wanted]) async throws(ResolverError) -> [Digest: ManifestFacts] {
        var facts: [Digest: ManifestFacts] = [:]
        var requested: Set<Digest> = []
        var level = roots.filter { requested.insert($0.digest).inserted }
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
            level = level.filter { requested.insert($0.digest).inserted }
        }
        if missing > 0 {
            warn("\(missing) of the listed manifests \(missing == 1 ? "is" : "are") not in the repository")
        }
        return facts
    }

    /// One document; `nil` if the repository does not have it, and facts without content if it is malformed.
    private func facts(of wanted: Wanted) async throws(ResolverError) -> ManifestFacts? {
        let fetched: FetchedDocument
        do throws(RegistryError) {
            fetched =
                if let document = wanted.document { document } else {
                    try await session.document(wanted.digest, size: wanted.entry?.size)
                }
        } catch {
            guard error.subject != .notFound else { return nil }
            throw ResolverError(registry: error)
        }
        do throws(ManifestError) {
            let document = try Document(
                checked: fetched.bytes, digest: fetched.digest, sentAs: fetched.contentType ?? wanted.entry?.mediaType)
            if case .index(let index) = document.content, let flaw = index.malformed.first?.flaw {
                warn("manifest \(document.digest): \(flaw)")
            }
            return ManifestFacts(
                digest: document.digest, mediaType: document.mediaType, entry: wanted.entry, content: document.content)
        } catch {
            warn("manifest \(wanted.digest): \(error)")
            let type = MediaType.essence(of: fetched.contentType ?? wanted.entry?.mediaType ?? "")
            return ManifestFacts(digest: wanted.digest, mediaType: type, entry: wanted.entry, content: nil)
        }
    }

    /// The configs of the images. A config that is missing or malformed is left out, with a warning.
    private func configs(of facts: [Digest: ManifestFacts]) async throws(ResolverError) -> [Digest: ImageConfig] {
        let wanted = Dictionary(facts.values.compactMap(\.config).map { ($0.digest, $0) }) { first, _ in first }
        let configs = try await slots.each(Array(wanted.values), cancelled: .interrupted) {
            config throws(ResolverError) in
            try await read(config)
        }
        return Dictionary(configs.compactMap(\.self)) { first, _ in first }
    }

    private func read(_ config: Descriptor) async throws(ResolverError) -> (Digest, ImageConfig)? {
        let bytes: [UInt8]
        do throws(RegistryError) {
            bytes = try await session.smallBlob(config)
        } catch {
            guard error.subject == .notFound else { throw ResolverError(registry: error) }
            warn(error.description)
            return nil
        }
        do throws(ManifestError) {
            return (config.digest, try ImageConfig(parsing: bytes))
        } catch {
            warn("config \(config.digest): \(error)")
            return nil
        }
    }
}
