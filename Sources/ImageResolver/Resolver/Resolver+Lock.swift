import ErrorMapping
import ImageModel
import PlatformModel
import RegistryClient

extension Resolver {
    /// Locks several images at once, as ``lock(_:platforms:)`` does each; the results are in the order of the requests.
    public func lock(_ requests: [PullRequest]) async -> [Result<LockedImage, ResolverError>] {
        await each(requests) { request throws(ResolverError) in
            try await lock(request.image, platforms: request.platforms)
        }
    }

    /// ``currentDigest(of:)`` of several images at once, in their order.
    public func currentDigests(of images: [LockedImage]) async -> [Result<Digest, ResolverError>] {
        await each(images) { image throws(ResolverError) in try await currentDigest(of: image) }
    }

    /// Runs `work` for as many items at once as blobs may be transferred; a failure does not end the others.
    private func each<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ work: @escaping @Sendable (Item) async throws(ResolverError) -> Value
    ) async -> [Result<Value, ResolverError>] {
        // Not the slots of the transfers: each item needs some of those itself.
        let lanes = TransferSlots(count: options.jobs)
        return await withTaskGroup(of: (Int, Result<Value, ResolverError>).self) { group in
            for (index, item) in items.enumerated() {
                group.addTask {
                    let result = await lanes.run {
                        await outcome { () async throws(ResolverError) in try await work(item) }
                    }
                    return (index, result ?? .failure(.interrupted))
                }
            }
            var results = [Result<Value, ResolverError>](repeating: .failure(.interrupted), count: items.count)
            for await (index, result) in group { results[index] = result }
            return results
        }
    }

    /// The digests that the name of an image refers to now, for a lock.
    ///
    /// `platforms` are those to lock, as on the command line; empty means those of the options or, without any, all. For all
    /// platforms the index itself suffices, as far as its entries state them; for some, the images are chosen and confirmed
    /// as by a pull.
    public func lock(_ image: String, platforms: [String] = []) async throws(ResolverError) -> LockedImage {
        let texts = platforms.isEmpty ? options.platforms : platforms
        return try await bounded(image) { source throws(ResolverError) in
            guard case .registry(let name) = source else {
                throw ResolverError(.usage, "it is on this machine, and a lock is for images at registries")
            }
            try requireNetwork("a lock states what the registry has")
            let (rules, wanted, origin, root) = try await begin(
                image, source, for: texts, using: []
            ) { rules throws(ResolverError) in
                let wanted = try texts.isEmpty ? .all : rules.wanted.selection(texts)
                return (wanted, wanted.key)
            }
            guard case .some(let platforms) = wanted else {
                let manifests = try await IndexListing.manifests(of: root, from: origin, catalog: rules.catalog)
                return LockedImage(name: name, root: root.descriptor, manifests: manifests)
            }
            for platform in platforms { rules.warnings(about: platform).forEach(events) }
            let selector = rules.selector(image, origin)
            let selections = try await selector.selections(from: root, for: platforms)
            selections.flatMap(\.remarks).forEach(events)
            let manifests = selections.map { selection in
                var manifest = selection.documents.document.descriptor
                manifest.platform = selection.platform
                return manifest
            }
            return LockedImage(name: name, root: (selections.first?.root ?? root).descriptor, manifests: manifests)
        }
    }

    /// The digest that the name of a locked image refers to now. A name with a digest always refers to that one.
    public func currentDigest(of image: LockedImage) async throws(ResolverError) -> Digest {
        if let digest = image.name.digest { return digest }
        let name = image.name.description
        return try await bounded(name) { source throws(ResolverError) in
            try requireNetwork("a tag is asked for at its registry")
            let origin = try await open(name, source)
            return try await origin.root().digest
        }
    }
}

/// Lists the images of an index without reading them, as far as its entries state their platforms.
struct IndexListing {
    private let origin: any ImageOrigin
    private let catalog: PlatformCatalog
    private var manifests: [Descriptor] = []
    private var bounds: IndexBounds

    /// The manifests of the images in `root` and in the indexes below it, each with its platform. Attestations and other
    /// artifacts are left out, as far as their entries tell.
    static func manifests(
        of root: Document, from origin: any ImageOrigin, catalog: PlatformCatalog
    ) async throws(ResolverError) -> [Descriptor] {
        var listing = IndexListing(origin: origin, catalog: catalog, bounds: IndexBounds(root: root))
        switch root.content {
        case .index(let index): try await listing.add(root, index, inside: [])
        case .manifest(let manifest): try await listing.add(root, manifest)
        }
        guard !listing.manifests.isEmpty else {
            throw lacksImage(root)
        }
        return listing.manifests
    }

    /// The error for an artifact, or for an index without an image.
    private static func lacksImage(_ root: Document) -> ResolverError {
        let what =
            switch root.content {
            case .index: "its index lists no image (\(root.digest))"
            case .manifest(let manifest): "not an image, but \(ArtifactKind(manifest).sentence)"
            }
        return ResolverError(
            .malformed, what,
            hint: "a lock is for images; `resolve pull --artifact NAME@\(root.digest)` pulls exactly this")
    }

    private init(origin: any ImageOrigin, catalog: PlatformCatalog, bounds: IndexBounds) {
        self.origin = origin
        self.catalog = catalog
        self.bounds = bounds
    }

    private mutating func add(
        _ document: Document, _ index: ImageIndex, inside enclosing: [Digest]
    ) async throws(ResolverError) {
        guard !enclosing.contains(document.digest) else {
            throw ResolverError(.malformed, "index \(document.digest) contains itself")
        }
        try IndexBounds.check(depth: enclosing.count, of: document)
        for entry in index.manifests {
            guard !Task.isCancelled else { throw .interrupted }
            let isIndex = MediaType.isIndex(entry.mediaType)
            guard isIndex || MediaType.isManifest(entry.mediaType) else { continue }
            guard isIndex || catalog.entryRefusal(of: Candidate(entry)) == nil else { continue }
            guard isIndex || entry.platform == nil else {
                manifests.append(entry)
                continue
            }
            guard try bounds.admit(entry) else { continue }
            let child = try await origin.document(entry)
            switch child.content {
            case .index(let index): try await add(child, index, inside: enclosing + [document.digest])
            case .manifest(let manifest): try await add(child, manifest)
            }
        }
    }

    /// Adds a manifest with the platform in its config, unless it is that of an artifact.
    private mutating func add(_ document: Document, _ manifest: ImageManifest) async throws(ResolverError) {
        guard let image = try await origin.imageIfAny(document, manifest) else { return }
        var descriptor = document.descriptor
        descriptor.platform = image.config.platform
        manifests.append(descriptor)
    }
}
