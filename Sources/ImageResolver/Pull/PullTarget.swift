import ErrorMapping
import ImageArchive
import ImageModel
import ImageStore

/// The store that a pull fills, and the sources on this machine that blobs can be taken from.
struct PullTarget: Sendable {
    private let path: String
    private let kind: ImageStore.Kind
    /// The store, if it exists.
    private(set) var store: ImageStore?
    /// Other stores, whose blobs are linked or copied instead of fetched.
    private var sources: [ImageStore]
    /// An archive, whose blobs are copied instead of fetched.
    private var archive: ArchiveImage?

    /// Looks for the store at `path` without creating anything.
    init(path: String, kind: ImageStore.Kind, sources: [ImageStore] = []) throws(ResolverError) {
        self.path = path
        self.kind = kind
        self.sources = sources
        try mapError(ResolverError.init(store:), try ImageStore.checkPath(path))
        store = try mapError(ResolverError.init(target:), try ImageStore.existing(at: path, as: kind))
        guard kind == .output, store == nil, let name = ImageStore.foreignName(in: path) else { return }
        let (folder, file) = (Printable.escaped(path, limit: .max), Printable.escaped(name))
        throw ResolverError(
            .usage, "the directory '\(folder)' is not an OCI layout and not empty: it contains '\(file)'",
            hint: "name a new or empty directory with -o, such as '\(folder)/image'")
    }

    /// Whether this is the user's local store, which lists images by their full names.
    var isLocal: Bool { kind == .local }

    /// The stores that may contain documents of the image.
    var existingStores: [ImageStore] { [store].compactMap(\.self) + sources }

    /// Takes blobs from the layout or archive that the image is pulled from.
    mutating func add(_ local: LocalBlobs?) {
        switch local {
        case nil: break
        case .layout(let store): sources.append(store)
        case .archive(let image, _): archive = image
        }
    }

    /// Prepares the store for writing, and creates whatever is missing.
    mutating func open() throws(ResolverError) -> ImageStore {
        if let store {
            try mapError(ResolverError.init(target:), try store.complete())
            return store
        }
        let opened = try mapError(ResolverError.init(target:), try ImageStore.open(at: path, as: kind))
        store = opened
        return opened
    }

    /// Keeps other processes from pruning the stores that are used, until the values are ended.
    func hold(_ events: @escaping @Sendable (ResolverEvent) -> Void) async throws(ResolverError) -> [StoreHold] {
        var holds: [StoreHold] = []
        for store in existingStores {
            let hold = try await mapError(
                ResolverError.init(store:),
                awaiting: try await store.hold {
                    let path = Printable.escaped(store.root, limit: .max)
                    events(.note("waiting for another process, which is pruning '\(path)'"))
                })
            holds.append(hold)
        }
        return holds
    }

    /// Links or copies a blob into `store`, unless it is there, if another store or the archive contains it.
    ///
    /// It is hashed first, because a damaged file must not be linked under its digest again.
    func adopt(_ blob: Descriptor, into store: ImageStore) async throws(StoreError) {
        guard !sources.isEmpty || archive != nil, !store.contains(blob) else { return }
        for source in sources where source.contains(blob) {
            if try await adopt(blob, from: source, into: store) { break }
        }
        guard let span = archive?.span(of: blob), !store.contains(blob) else { return }
        _ = try await store.adopt(blob.digest, from: span)
    }

    /// Where a blob is, judged by its size; nothing is hashed.
    func location(of blob: Descriptor) -> PullFacts.Location {
        if store?.contains(blob) == true { return .stored }
        if blob.data != nil { return .embedded }
        for source in sources where source.contains(blob) {
            return .elsewhere(isLinkable: ImageStore.areLinkable(path, source.root))
        }
        if archive?.span(of: blob) != nil { return .elsewhere(isLinkable: false) }
        return .absent(resumable: store?.resumableBytes(blob) ?? 0)
    }

    /// Whether another store has the blob with the right bytes, or the archive has it.
    func canAdopt(_ blob: Descriptor) async -> Bool {
        for source in sources where source.contains(blob) {
            if (try? await source.check(blob.digest)) == .sound { return true }
        }
        return archive?.span(of: blob) != nil
    }

    /// Whether the blob is present now. One that is damaged in the local store counts as absent, because it can be fetched.
    private func adopt(
        _ blob: Descriptor, from source: ImageStore, into store: ImageStore
    ) async throws(StoreError) -> Bool {
        do throws(StoreError) {
            if let actual = try await source.rehash(blob.digest), actual != blob.digest {
                throw .wrongDigest(path: source.blobPath(blob.digest), expected: blob.digest, actual: actual)
            }
            return try await store.adopt(blob.digest, size: blob.size, from: source) != .absent
        } catch {
            guard source.kind == .local else { throw error }
            switch error {
            case .wrongDigest, .wrongSize: return false
            default: throw error
            }
        }
    }

    /// Removes what no later pull needs: old parts from the local store, everything but the layout from an output.
    func finish(now: Int64) async throws(ResolverError) {
        guard let store else { return }
        if isLocal {
            // Leftovers that cannot be removed now, as in a read-only store, do not affect the pulled images.
            _ = try? await store.prune(now: now)
        } else {
            try await mapError(ResolverError.init(store:), awaiting: try await store.finishOutput(now: now))
        }
    }

    /// After a failed pull, leaves only what a later pull can resume from in an output.
    func clearLocks() async {
        guard !isLocal, let store else { return }
        // The error of the pull is the one to report.
        try? await store.sweepLocks()
    }
}

extension ResolverError {
    /// An error of a store that a pull writes to: a damaged file of its frame can be removed, and is written again.
    init(target error: StoreError) {
        self.init(store: error)
        switch error.damagedFrame {
        case nil: break
        case (.index, let path)?:
            let remedy = "`rm \(Suggestion.shellWord(path))`, and pull the images again"
            hint = "\(remedy): only their list is lost, the blobs stay"
        case (.layout, let path)?, (.version, let path)?:
            let remedy = "`rm \(Suggestion.shellWord(path))`, and pull again"
            hint = "\(remedy): the file is written again, and the blobs stay"
        }
    }
}
