import ErrorMapping
import ImageModel
import ImageStore
import PlatformModel

/// One image of a store.
public struct StoredImage: Sendable {
    /// The name under which the store lists it: in the local store the full one, in a layout its tag.
    public let name: String
    /// The full name, if the store states one.
    public let fullName: String?
    /// The digest of its manifest or, in a layout, perhaps of an index.
    public let digest: Digest
    /// Its platforms, as far as they are known: one in the local store, several of an index.
    public let platforms: [Platform]
    /// The size of the present blobs that it needs, in bytes.
    public let bytes: Int64
    /// The part of ``bytes`` in blobs that no other image of the store needs.
    public let uniqueBytes: Int64
    /// When its manifest was written, in seconds since 1970; `nil` if the store lacks it.
    public let addedSeconds: Int64?
}

/// The images of a store.
public struct StoredImages: Sendable {
    /// The folder of the store.
    public let store: String
    /// The images in the order of their names.
    public let images: [StoredImage]
    /// The number of blobs.
    public let blobs: Int
    /// The total size of the blobs in bytes.
    public let bytes: Int64
    /// The size of the blobs that no image needs.
    public let unneededBytes: Int64
}

/// What pruning has removed from a store, or would remove.
public struct PrunedStore: Sendable {
    /// The folder of the store.
    public let store: String
    /// Whether nothing was changed.
    public let isDryRun: Bool
    /// The names of the images that are no longer listed, each once for every platform.
    public internal(set) var images: [(name: String, platform: Platform?, digest: Digest)] = []
    /// The number of blobs.
    public internal(set) var blobs = 0
    /// The bytes that are free now.
    public internal(set) var bytesFreed: Int64 = 0
    /// The size of the removed blobs whose bytes are not freed, because layouts link to them.
    public internal(set) var bytesLinked: Int64 = 0
    /// The number of parts of interrupted pulls that were too old to be resumed.
    public internal(set) var parts = 0
}

extension Resolver {
    /// The images of the layout in the folder `path`, or of the local store.
    public func storedImages(_ path: String? = nil) async throws(ResolverError) -> StoredImages {
        guard let store = try openStore(path) else {
            return StoredImages(store: localStorePath, images: [], blobs: 0, bytes: 0, unneededBytes: 0)
        }
        let inventory = try mapError(ResolverError.init(target:), try StoreInventory(of: store))
        let images = zip(inventory.images, inventory.uniqueBytes).map { image, uniqueBytes in
            StoredImage(
                name: NeededBlobs.name(of: image.entry), fullName: image.entry.imageName,
                digest: image.entry.descriptor.digest, platforms: store.platforms(of: image.entry.descriptor),
                bytes: inventory.bytes(of: image.blobs), uniqueBytes: uniqueBytes, addedSeconds: image.addedSeconds)
        }
        let sorted = images.enumerated().sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }
        return StoredImages(
            store: store.root, images: sorted.map(\.element), blobs: inventory.sizes.count,
            bytes: inventory.bytes(of: inventory.sizes.keys), unneededBytes: inventory.bytes(of: inventory.unneeded))
    }

    /// Removes from the layout in the folder `path`, or from the local store, the images that `keeping` does not select, the
    /// blobs that no other image needs, and parts of pulls that were interrupted long ago.
    ///
    /// It waits for processes that use the store. With `isDryRun`, nothing is changed.
    public func pruneStore(
        _ path: String? = nil, keeping: StoreKeeping = .listed, isDryRun: Bool = false
    ) async throws(ResolverError) -> PrunedStore {
        guard let store = try openStore(path) else { return PrunedStore(store: localStorePath, isDryRun: isDryRun) }
        let kept = try await KeptEntries(keeping, in: store) { () async throws(ResolverError) in try await rules }
        let entries = try mapError(ResolverError.init(target:), try store.entries())
        for image in kept.unmatched(among: entries) {
            events(.note("\(image): it is not in '\(Printable.escaped(store.root, limit: .max))'"))
        }
        // A list of other names, such as those without a registry, would empty the store.
        guard entries.isEmpty || entries.contains(where: kept.contains) else {
            throw ResolverError(
                .notFound,
                "none of the images to keep is in '\(Printable.escaped(store.root, limit: .max))'; nothing is removed",
                hint: "`resolve cache ls` lists the images that are there; to be rid of all, remove the directory")
        }
        // Before the documents that state them are gone.
        let platforms = entries.map { ($0.descriptor, store.platforms(of: $0.descriptor)) }
        let platformsByEntry = Dictionary(platforms) { first, _ in first }
        let events = events
        let outcome = try await mapError(
            ResolverError.init(target:),
            awaiting: isDryRun
                ? try await store.pruned(keeping: kept.contains)
                : try await store.prune(keeping: kept.contains, now: Int64(ProcessFacts.now())) {
                    events(.note("waiting for another process, which is using the store"))
                })
        switch outcome {
        case .pruned(let pruned):
            var result = PrunedStore(store: store.root, isDryRun: isDryRun)
            result.images = pruned.images.map {
                let platforms = platformsByEntry[$0.descriptor] ?? []
                return (
                    name: NeededBlobs.name(of: $0), platform: platforms.count == 1 ? platforms[0] : nil,
                    digest: $0.descriptor.digest
                )
            }
            result.blobs = pruned.blobs
            result.bytesLinked = pruned.linkedBytes
            result.bytesFreed = pruned.bytes - pruned.linkedBytes
            result.parts = pruned.parts
            return result
        case .unreadable(let entry, let digest):
            let folder = path.map { " " + Suggestion.shellWord($0) } ?? ""
            throw ResolverError(
                .integrity,
                "manifest \(digest) of '\(Printable.escaped(NeededBlobs.name(of: entry)))' is missing or damaged, so it is "
                    + "not known which blobs the image needs; nothing is removed",
                hint: "`resolve cache verify --repair\(folder)` fetches it again; --keep without the image removes it")
        }
    }
}

extension ImageStore {
    /// The platforms of an entry, as far as the store has what states them; of an index those of its images.
    fileprivate func platforms(of entry: Descriptor) -> [Platform] {
        if let platform = entry.platform { return [platform] }
        switch document(entry.digest) {
        case nil: return []
        case .manifest(let manifest):
            let bytes = try? read(manifest.config.digest, limit: Limits.manifestBytes)
            return [bytes.flatMap { try? ImageConfig(parsing: $0) }?.platform].compactMap(\.self)
        case .index(let index): return index.manifests.compactMap(\.platform).filter { $0.os != "unknown" }
        }
    }
}
