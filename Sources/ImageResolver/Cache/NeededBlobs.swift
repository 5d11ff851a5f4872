import ImageModel
import ImageStore

/// The blobs that the images of a store need. Documents that cannot be read need nothing.
struct NeededBlobs {
    /// A blob that some image needs.
    struct Need: Sendable {
        /// Its descriptor; the size of an index that only a resolution names is not known, and 0.
        let descriptor: Descriptor
        /// Whether its descriptor states its size.
        let isSized: Bool
        /// The names of its images at registries.
        fileprivate(set) var references: Set<Reference> = []
        /// The names of its images in the output.
        fileprivate(set) var names: Set<String> = []
    }

    /// The needed blobs that the store lacks, in the order in which the images name them.
    private(set) var missing: [Descriptor] = []
    /// The manifests that an index lists, and that the store lacks on purpose.
    private(set) var leftOut: Set<Digest> = []
    private var needs: [Digest: Need] = [:]
    private let present: Set<Digest>
    private let store: ImageStore

    /// The needs of `entries`, and of what was recorded for `--offline`, in a store with the blobs `present`.
    init(_ entries: [LayoutEntry], present: Set<Digest>, in store: ImageStore) throws(StoreError) {
        self.present = present
        self.store = store
        for entry in entries {
            var open = [entry.descriptor]
            while let descriptor = open.popLast() {
                guard need(descriptor, for: Self.name(of: entry), at: entry.references) else { continue }
                switch store.document(descriptor.digest) {
                case nil: break
                case .index(let index): open += children(of: index)
                case .manifest(let manifest):
                    for blob in [manifest.config] + manifest.layers {
                        _ = need(blob, for: Self.name(of: entry), at: entry.references)
                    }
                }
            }
        }
        leftOut.subtract(missing.map(\.digest))
        for resolution in try store.resolutions() { addPresent(behind: resolution) }
    }

    /// The name of an entry in the output.
    static func name(of entry: LayoutEntry) -> String {
        entry.name ?? entry.imageName ?? entry.descriptor.digest.description
    }

    /// The images that need the blob.
    func images(of digest: Digest) -> [String] { (needs[digest]?.names ?? []).sorted() }

    /// What needs the blob; `nil` if no image does.
    func need(of digest: Digest) -> Need? { needs[digest] }

    /// Whether the blob is a manifest or an index.
    func isDocument(_ digest: Digest) -> Bool {
        let type = needs[digest]?.descriptor.mediaType ?? ""
        return MediaType.isIndex(type) || MediaType.isManifest(type)
    }

    /// Adds what the store has of the index that a resolution names, such as attestations; the rest is not missed.
    private mutating func addPresent(behind resolution: Resolution) {
        guard let index = resolution.index else { return }
        let reference = resolution.reference
        var seen: Set<Digest> = []
        var open = [Descriptor(mediaType: MediaType.ociIndex, digest: index, size: 0)]
        while let descriptor = open.popLast() {
            guard present.contains(descriptor.digest), seen.insert(descriptor.digest).inserted else { continue }
            add(descriptor, reference.description, [reference], isSized: descriptor.digest != index)
            switch store.document(descriptor.digest) {
            case nil: break
            case .index(let index): open += index.manifests
            case .manifest(let manifest):
                for blob in [manifest.config] + manifest.layers where present.contains(blob.digest) {
                    add(blob, reference.description, [reference])
                }
            }
        }
    }

    private mutating func add(_ blob: Descriptor, _ name: String, _ references: Set<Reference>, isSized: Bool = true) {
        needs[blob.digest, default: Need(descriptor: blob, isSized: isSized)].names.insert(name)
        needs[blob.digest]?.references.formUnion(references)
    }

    /// Notes that the image `name` needs a blob. Returns `false` if that is known, or the blob is not present.
    private mutating func need(_ blob: Descriptor, for name: String, at references: Set<Reference>) -> Bool {
        let isFirst = needs[blob.digest] == nil
        guard needs[blob.digest]?.names.contains(name) != true else { return false }
        add(blob, name, references)
        guard !present.contains(blob.digest) else { return true }
        // A layer with URLs is fetched from there; an embedded one needs no file.
        if isFirst, blob.urls.isEmpty, blob.data == nil { missing.append(blob) }
        return false
    }

    /// The manifests of an index that its image needs: all of them if the index was made of just these, or if none is
    /// present; else those that are present, because an export for one platform keeps the whole index.
    private mutating func children(of index: ImageIndex) -> [Descriptor] {
        let held = index.manifests.filter { present.contains($0.digest) }
        if held.isEmpty || index.annotations[ImageIndex.filteredFromAnnotation] != nil { return index.manifests }
        leftOut.formUnion(index.manifests.map(\.digest).filter { !present.contains($0) })
        return held
    }
}

extension LayoutEntry {
    /// The names of the image at registries.
    var references: Set<Reference> {
        Set(
            [imageName.flatMap { try? Reference(parsing: $0) }, name.flatMap { Reference(imageName: $0) }].compactMap(
                \.self))
    }
}

extension ImageStore {
    /// The manifest or index with this digest, if it can be read.
    func document(_ digest: Digest) -> ManifestDocument? {
        guard let bytes = try? read(digest, limit: Limits.manifestBytes) else { return nil }
        return try? ManifestDocument(parsing: bytes, contentType: nil, tolerating: .unfetched)
    }
}
