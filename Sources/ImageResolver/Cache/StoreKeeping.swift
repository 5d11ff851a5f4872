import ErrorMapping
import ImageModel
import ImageStore
import PlatformModel

/// Which images a store keeps when it is pruned.
public enum StoreKeeping: Sendable {
    /// All that it lists.
    case listed
    /// These; a request without platforms keeps all platforms of its image.
    case images([PullRequest])
    /// What a lock has, with exactly these digests.
    case locked(ImageLock)
}

/// Selects the entries of one store that are kept.
struct KeptEntries: Sendable {
    /// One image that is kept.
    private struct Kept: Sendable {
        /// The image, as the user wrote it.
        let image: String
        /// Its name at a registry; `nil` for an image that was pulled from this machine.
        let reference: Reference?
        /// The platforms; `nil` if all are kept.
        let platforms: Set<Platform>?
        /// The manifests that were chosen for these platforms, which may have others.
        let manifests: Set<Digest>
    }

    private var kept: [Kept]?
    private var lock: ImageLock?
    private let catalog: PlatformCatalog?
    private let store: ImageStore

    /// The entries of `store` that `keeping` selects. `rules` are asked for only if platforms are named.
    init(
        _ keeping: StoreKeeping, in store: ImageStore, rules: () async throws(ResolverError) -> HostRules
    ) async throws(ResolverError) {
        self.store = store
        switch keeping {
        case .listed: (kept, lock, catalog) = (nil, nil, nil)
        case .locked(let images): (kept, lock, catalog) = (nil, images, nil)
        case .images(let requests):
            let namesPlatforms = requests.contains { !$0.platforms.isEmpty }
            let rules = namesPlatforms ? try await rules() : nil
            var kept: [Kept] = []
            for request in requests { kept.append(try Self.kept(request, in: store, rules)) }
            (self.kept, lock, catalog) = (kept, nil, rules?.catalog)
        }
    }

    /// Whether the entry is kept.
    func contains(_ entry: LayoutEntry) -> Bool {
        if let lock {
            return lock.images.contains { entry.isNamed($0.name) && holds($0, entry) }
        }
        guard let kept else { return true }
        return kept.contains { matches($0, entry) }
    }

    /// The images, as the user wrote them, that select none of `entries`.
    func unmatched(among entries: [LayoutEntry]) -> [String] {
        if let lock {
            let missing = lock.images.filter { image in
                !entries.contains { $0.isNamed(image.name) && holds(image, $0) }
            }
            return missing.map(\.name.description)
        }
        return (kept ?? []).filter { image in !entries.contains { matches(image, $0) } }.map(\.image)
    }

    private func matches(_ kept: Kept, _ entry: LayoutEntry) -> Bool {
        guard entry.names.contains(kept.image) || kept.reference.map(entry.isNamed) == true else { return false }
        guard let platforms = kept.platforms, !kept.manifests.contains(entry.descriptor.digest) else { return true }
        // An entry of a layout states no platform, and is kept as a whole.
        guard let platform = entry.descriptor.platform, let catalog else { return true }
        return platforms.contains(catalog.normalized(platform))
    }

    /// Whether the entry is one of the locked manifests, the locked index, or one that was made of it for some platforms.
    private func holds(_ image: LockedImage, _ entry: LayoutEntry) -> Bool {
        let digest = entry.descriptor.digest
        if digest == image.root.digest || image.contains(digest) { return true }
        guard case .index(let index) = store.document(digest) else { return false }
        return index.annotations[ImageIndex.filteredFromAnnotation] == image.root.digest.description
    }

    private static func kept(
        _ request: PullRequest, in store: ImageStore, _ rules: HostRules?
    ) throws(ResolverError) -> Kept {
        let source = try mapError(
            { (error: ReferenceError) in ResolverError.malformed(error).concerning(image: request.image) },
            try ImageSource(parsing: request.image))
        var reference: Reference?
        if case .registry(let name) = source { reference = name }
        guard let rules, !request.platforms.isEmpty,
            case .some(let wanted) = try mapError(
                ResolverError.concerning(request.image), try rules.wanted.selection(request.platforms))
        else { return Kept(image: request.image, reference: reference, platforms: nil, manifests: []) }
        let platforms = Set(wanted.map { rules.catalog.normalized($0.host.platform) })
        var manifests: Set<Digest> = []
        for platform in platforms {
            guard let reference, let chosen = store.resolution(of: reference, platform: platform) else { continue }
            manifests.insert(chosen.manifest)
        }
        return Kept(image: request.image, reference: reference, platforms: platforms, manifests: manifests)
    }
}

extension LayoutEntry {
    /// Whether one of the entry's names is this one.
    fileprivate func isNamed(_ reference: Reference) -> Bool { references.contains(reference) }
}
