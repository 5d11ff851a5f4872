import ImageModel

extension ImageStore {
    /// The images that the store lists.
    package func entries() throws(StoreError) -> [LayoutEntry] {
        try readIndex().entries
    }

    /// Lists images, each in the place of what `identity` calls the same.
    ///
    /// Every blob that was committed before is made durable first: blobs first, index last. Nothing is written where the
    /// store lists just that already, so a read-only store may hold it.
    package func addEntries(
        _ entries: [LayoutEntry], replacing identity: EntryIdentity = .nameAndPlatform
    ) async throws(StoreError) {
        try await addEntries(replacing: identity) { _ in entries }
    }

    /// Lists images that `makeEntries` makes in view of what is listed, as ``addEntries(_:replacing:)`` does.
    ///
    /// It is asked again under the lock of the index, and only that answer is written.
    package func addEntries(
        replacing identity: EntryIdentity, _ makeEntries: ([LayoutEntry]) -> [LayoutEntry]
    ) async throws(StoreError) {
        try await changeIndex { index in
            for entry in makeEntries(index.entries) { index.add(entry, replacing: identity) }
        }
    }

    /// How long another process may hold the lock of the index, whose holder has a few small writes to make.
    private static let indexPatience = Duration.seconds(60)

    /// Reads, changes and replaces the index under the store's one lock.
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
                // Two processes at once may then lose an entry; each leaves a whole file.
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

/// One image that an `index.json` lists.
package struct LayoutEntry: Hashable, Sendable {
    /// The annotation that names an image within a layout: OCI image-spec v1.1, annotations.md.
    package static let nameAnnotation = "org.opencontainers.image.ref.name"
    /// The annotation in which containerd looks for the whole reference.
    package static let imageNameAnnotation = "io.containerd.image.name"

    /// The manifest or index, with its annotations.
    package var descriptor: Descriptor

    /// An entry as a layout lists it.
    package init(_ descriptor: Descriptor) {
        self.descriptor = descriptor
    }

    /// An entry for `descriptor`: `name` is its tag, or its whole reference; `imageName` its whole reference.
    package init(_ descriptor: Descriptor, name: String?, imageName: String? = nil) {
        self.descriptor = descriptor
        if let name { self.descriptor.annotations[Self.nameAnnotation] = name }
        if let imageName { self.descriptor.annotations[Self.imageNameAnnotation] = imageName }
    }

    /// The tag or reference that the layout gives it.
    package var name: String? { descriptor.annotations[Self.nameAnnotation] }

    /// The whole reference, where one is written.
    package var imageName: String? { descriptor.annotations[Self.imageNameAnnotation] }
}

/// What makes a new entry of an index take the place of an old one.
package enum EntryIdentity: Hashable, Sendable {
    /// The same name: the layout holds one image of it.
    case name
    /// The same name and the same platform: the layout may hold one image of it for each.
    case nameAndPlatform

    /// Whether `entry` is to take the place of `other`; two without a name are one if their digest is.
    func unites(_ entry: LayoutEntry, _ other: LayoutEntry) -> Bool {
        guard let name = entry.name else {
            return other.name == nil && entry.descriptor.digest == other.descriptor.digest
        }
        guard name == other.name else { return false }
        switch self {
        case .name: return true
        case .nameAndPlatform: return entry.descriptor.platform == other.descriptor.platform
        }
    }
}

/// The content of `index.json`: the images of a layout, in order.
struct LayoutIndex: Hashable, Sendable {
    /// The list as a document.
    private(set) var document: ImageIndex

    /// A list of no images.
    init() {
        document = ImageIndex(manifests: [])
    }

    /// Reads the file at `path`.
    init(parsing bytes: [UInt8], path: String) throws(StoreError) {
        do throws(ManifestError) {
            guard case .index(let document) = try ManifestDocument(parsing: bytes, contentType: nil) else {
                throw .missing(field: "manifests")
            }
            self.document = document
        } catch {
            throw .malformed(path: path, problem: "cannot be read as an index: \(error)")
        }
    }

    /// The images.
    var entries: [LayoutEntry] { document.manifests.map { LayoutEntry($0) } }

    /// Lists `entry`, in the place of all that `identity` calls the same.
    mutating func add(_ entry: LayoutEntry, replacing identity: EntryIdentity) {
        let isSame = { (descriptor: Descriptor) in identity.unites(entry, LayoutEntry(descriptor)) }
        let place = document.manifests.firstIndex(where: isSame) ?? document.manifests.endIndex
        document.manifests.removeAll(where: isSame)
        // Nothing before `place` was the same, so it is still a place in the list.
        document.manifests.insert(entry.descriptor, at: place)
    }
}
