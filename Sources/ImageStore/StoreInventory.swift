import ImageModel

/// The images that a store lists, and which blobs each of them needs.
package struct StoreInventory: Sendable {
    /// One image of the store.
    package struct Image: Sendable {
        /// The entry in `index.json`.
        package let entry: LayoutEntry
        /// The present blobs that the image needs, its manifest included.
        package let blobs: Set<Digest>
        /// A manifest or index of the image that is missing or damaged, so that not all of its blobs are known.
        package let unreadable: Descriptor?
        /// When its manifest was written, in seconds since 1970; `nil` without one.
        package let addedSeconds: Int64?
    }

    /// The images in the order of `index.json`.
    package let images: [Image]
    /// The resolutions that were recorded for `--offline`, and the blobs that each one needs besides.
    let resolutions: [(path: String, resolution: Resolution, blobs: Set<Digest>)]
    /// The sizes of all blobs in bytes.
    package let sizes: [Digest: Int64]

    /// Reads what the store has now.
    package init(of store: ImageStore) throws(StoreError) {
        let blobs = try store.blobs()
        let sizes = Dictionary(blobs.map { ($0.digest, $0.size) }) { first, _ in first }
        self.sizes = sizes
        var images: [Image] = []
        for entry in try store.entries() {
            var walk = BlobWalk(store, present: sizes)
            walk.add(entry.descriptor)
            let isMissing = sizes[entry.descriptor.digest] == nil && entry.descriptor.data == nil
            images.append(
                Image(
                    entry: entry, blobs: walk.found,
                    unreadable: isMissing ? entry.descriptor : walk.unreadable,
                    addedSeconds: try store.calls.status(at: store.blobPath(entry.descriptor.digest))?.modifiedSeconds))
        }
        self.images = images
        var resolutions: [(path: String, resolution: Resolution, blobs: Set<Digest>)] = []
        for (path, resolution) in try store.recordedResolutions() {
            var walk = BlobWalk(store, present: sizes)
            for digest in [resolution.index, resolution.manifest].compactMap(\.self) { walk.add(digest) }
            resolutions.append((path, resolution, walk.found))
        }
        self.resolutions = resolutions
    }

    /// The total size of some of the blobs, in bytes.
    package func bytes(of blobs: some Sequence<Digest>) -> Int64 {
        blobs.reduce(0) { $0.addingClamped(sizes[$1] ?? 0) }
    }

    /// For each image, the size of the blobs that no other image needs, in bytes.
    package var uniqueBytes: [Int64] {
        var uses: [Digest: Int] = [:]
        for image in images { for blob in image.blobs { uses[blob, default: 0] += 1 } }
        return images.map { image in bytes(of: image.blobs.filter { uses[$0] == 1 }) }
    }

    /// The blobs that neither an image nor a recorded resolution of a listed image needs.
    package var unneeded: Set<Digest> {
        let plan = PrunePlan(self) { _ in true }
        return plan.blobs
    }
}

/// Finds the present blobs behind a descriptor.
private struct BlobWalk {
    private let store: ImageStore
    private let present: [Digest: Int64]
    /// The present blobs.
    private(set) var found: Set<Digest> = []
    /// The first manifest or index that is damaged.
    private(set) var unreadable: Descriptor?

    init(_ store: ImageStore, present: [Digest: Int64]) {
        self.store = store
        self.present = present
    }

    /// Adds a manifest or index that is known by its digest only.
    mutating func add(_ digest: Digest) {
        add(Descriptor(mediaType: MediaType.ociIndex, digest: digest, size: present[digest] ?? 0))
    }

    /// Adds a blob and, if it is an index or a manifest, those behind it.
    mutating func add(_ root: Descriptor) {
        var open = [root]
        while let blob = open.popLast() {
            guard present[blob.digest] != nil, found.insert(blob.digest).inserted else { continue }
            guard MediaType.isIndex(blob.mediaType) || MediaType.isManifest(blob.mediaType) else { continue }
            do throws(StoreError) {
                guard let bytes = try store.read(blob.digest, limit: Limits.manifestBytes) else { continue }
                // What is sound and no manifest names no blobs.
                let document = try? ManifestDocument(parsing: bytes, contentType: nil, tolerating: .unfetched)
                switch document {
                case nil: break
                case .index(let index): open += index.manifests
                case .manifest(let manifest): open += [manifest.config] + manifest.layers
                }
            } catch {
                unreadable = unreadable ?? blob
            }
        }
    }
}

/// What is removed from a store of which some images are kept.
struct PrunePlan {
    /// The images that are no longer listed.
    let dropped: [StoreInventory.Image]
    /// The images that stay.
    let kept: [StoreInventory.Image]
    /// The blobs that neither a kept image nor a kept resolution needs.
    let blobs: Set<Digest>
    /// The files of resolutions of images that are not listed any more.
    let resolutionPaths: [String]

    /// Keeps the images that `isKept` selects.
    ///
    /// The resolutions of an image stay if all that is listed under its name stays; of an image that is kept for some
    /// platforms only, those stay that name a kept manifest. So whatever `--offline` finds before, it finds afterwards, unless
    /// it is an image that was dropped.
    init(_ inventory: StoreInventory, keeping isKept: (LayoutEntry) -> Bool) {
        kept = inventory.images.filter { isKept($0.entry) }
        dropped = inventory.images.filter { !isKept($0.entry) }
        var needed = kept.reduce(into: Set<Digest>()) { $0.formUnion($1.blobs) }
        let droppedNames = Set(dropped.flatMap(\.entry.names))
        var manifests: [String: Set<Digest>] = [:]
        for image in kept {
            for name in image.entry.names { manifests[name, default: []].insert(image.entry.descriptor.digest) }
        }
        var resolutionPaths: [String] = []
        for (path, resolution, blobs) in inventory.resolutions {
            let name = resolution.reference.description
            let listed = manifests[name] ?? []
            let isWhole = !listed.isEmpty && !droppedNames.contains(name)
            if isWhole || listed.contains(resolution.manifest) && !resolution.isOfAllPlatforms {
                // Of an index that was kept for one platform, the manifests of the dropped ones go.
                needed.formUnion(isWhole ? blobs : Set([resolution.index].compactMap(\.self)))
            } else {
                resolutionPaths.append(path)
            }
        }
        self.resolutionPaths = resolutionPaths
        blobs = Set(inventory.sizes.keys).subtracting(needed)
    }
}
