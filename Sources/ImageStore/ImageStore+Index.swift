import ErrorMapping
import ImageModel

extension ImageStore {
    /// The images in the store's index.
    package func entries() throws(StoreError) -> [LayoutEntry] {
        try readIndex().entries
    }

    /// The image that a tag, or no tag, selects.
    package func choice(of tag: String?) throws(StoreError) -> LayoutChoice {
        guard let bytes = try calls.contents(of: paths.index, limit: Limits.manifestBytes) else {
            return .ambiguous(count: 0, offer: nil)
        }
        return try LayoutChoice(of: tag, among: LayoutIndex(parsing: bytes, path: paths.index).entries, of: bytes)
    }

    /// Adds images to the index, each replacing the entries that `identity` considers the same.
    ///
    /// Every blob committed before is made durable first: blobs first, index last. Nothing is written if the index already
    /// has these entries, so the store may be read-only then.
    package func addEntries(
        _ entries: [LayoutEntry], replacing identity: EntryIdentity = .nameAndPlatform
    ) async throws(StoreError) {
        try await addEntries(replacing: identity) { _ in entries }
    }

    /// Adds the entries that `makeEntries` derives from the present ones, as ``addEntries(_:replacing:)`` does.
    ///
    /// The closure is called again under the lock of the index, and only that result is written.
    package func addEntries(
        replacing identity: EntryIdentity, _ makeEntries: ([LayoutEntry]) -> [LayoutEntry]
    ) async throws(StoreError) {
        try await changeIndex { index in
            for entry in makeEntries(index.entries) { index.add(entry, replacing: identity) }
        }
    }

    /// Removes the entries that `isRemoved` selects from the index.
    func removeEntries(where isRemoved: (LayoutEntry) -> Bool) async throws(StoreError) {
        try await changeIndex { index in index.remove(where: isRemoved) }
    }

    /// How long another process may hold the lock of the index, which covers a few small writes.
    private static let indexPatience = Duration.seconds(60)

    /// Reads, changes and replaces the index under its lock.
    @discardableResult
    private func changeIndex(
        _ change: (inout LayoutIndex) -> Void
    ) async throws(StoreError) -> LayoutIndex {
        try await DiskExecutor.run { () async throws(StoreError) in
            let present = try readIndex()
            var wanted = present
            change(&wanted)
            if wanted == present, try calls.status(at: paths.index) != nil { return present }

            try endBatch()
            let files = paths.indexFiles
            switch try await lock(files, LockWait(patience: Self.indexPatience, watched: files.part, started: nil)) {
            case .taken(let lock):
                let index = try replaceIndex(change, through: files.part)
                lock.free()
                return index
            case .unsupported:
                // Without locks, one of two concurrent changes may be lost, but the file is always whole.
                try calls.makeFolders(paths.ingest)
                return try replaceIndex(change, through: paths.temporary("index"))
            case .held:
                throw .locked(path: files.lock, seconds: Self.indexPatience.components.seconds)
            }
        }
    }

    private func replaceIndex(
        _ change: (inout LayoutIndex) -> Void, through temporary: String
    ) throws(StoreError) -> LayoutIndex {
        var index = try readIndex()
        change(&index)
        try calls.replace(paths.index, with: index.document.encoded(), through: temporary)
        try calls.syncFolder(paths.root)
        return index
    }

    private func readIndex() throws(StoreError) -> LayoutIndex {
        guard let bytes = try calls.contents(of: paths.index, limit: Limits.manifestBytes) else { return LayoutIndex() }
        return try LayoutIndex(parsing: bytes, path: paths.index)
    }
}

/// The content of `index.json`: the images of a layout, in order.
struct LayoutIndex: Hashable, Sendable {
    /// The index as a document.
    private(set) var document: ImageIndex

    /// An index of no images.
    init() {
        document = ImageIndex(manifests: [])
    }

    /// Reads the file at `path`.
    init(parsing bytes: [UInt8], path: String) throws(StoreError) {
        let malformed = { (error: ManifestError) in
            StoreError.malformed(path: path, problem: "cannot be read as an index: \(error)")
        }
        let parsed = try mapError(malformed, try ManifestDocument(parsing: bytes, contentType: nil))
        guard case .index(let document) = parsed else { throw malformed(.missing(field: "manifests")) }
        self.document = document
    }

    /// The images.
    var entries: [LayoutEntry] { document.manifests.map { LayoutEntry($0) } }

    /// Adds `entry` in place of all entries that `identity` considers the same.
    mutating func add(_ entry: LayoutEntry, replacing identity: EntryIdentity) {
        let isSame = { (descriptor: Descriptor) in identity.unites(entry, LayoutEntry(descriptor)) }
        let position = document.manifests.firstIndex(where: isSame) ?? document.manifests.endIndex
        document.manifests.removeAll(where: isSame)
        // No entry before `position` was removed, so it is still a valid index.
        document.manifests.insert(entry.descriptor, at: position)
    }

    /// Removes the entries that `isRemoved` selects.
    mutating func remove(where isRemoved: (LayoutEntry) -> Bool) {
        document.manifests.removeAll { isRemoved(LayoutEntry($0)) }
    }
}
