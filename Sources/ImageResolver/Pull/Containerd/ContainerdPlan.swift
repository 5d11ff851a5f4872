import ErrorMapping
import ImageModel
import ImageStore

/// What containerd gets for one image: documents and blobs with their labels, the chain of its layers, and its name.
///
/// The labels are those that `ctr images pull` writes: containerd keeps a blob as long as something that it keeps refers to it.
struct ContainerdPlan: Sendable {
    /// The name of the image.
    let name: String
    /// What the name refers to: the index that the image was chosen from, else its manifest.
    let target: Descriptor
    /// The layers, from the lowest up.
    let layers: [Descriptor]
    /// Their blobs, each once.
    let blobs: [Descriptor]
    /// The documents, those that others refer to first.
    let documents: [(descriptor: Descriptor, bytes: [UInt8])]
    /// The chain ID of each layer, from the lowest up.
    let chain: [Digest]
    private let references: [Digest: [String: String]]
    private let source: (key: String, repository: String)?

    /// What containerd gets for `image`, which it lists as `name`; `reference` is where its blobs come from.
    init(_ image: UnpackedImage, name: String, reference: Reference?) throws(StoreError) {
        self.name = name
        source = reference.map { ("containerd.io/distribution.source.\($0.host)", $0.repository) }
        let manifest = image.chosen.manifest
        let entry = image.chosen.document.descriptor
        var references = [entry.digest: Self.references(to: [manifest.config] + manifest.layers)]
        var documents = [(manifest.config, image.documents.configBytes), (entry, image.chosen.document.bytes)]
        // Between an index and an entry of a nested one are others, which are not stored.
        if let root = image.index, image.chosen.position.count == 1, case .index(let index) = root.content {
            references[root.digest] = Self.references(to: index.manifests)
            documents.append((root.descriptor, root.bytes))
            target = root.descriptor
        } else {
            target = entry
        }
        self.references = references
        self.documents = documents.map { (descriptor: $0.0, bytes: $0.1) }
        layers = manifest.layers
        var seen: Set<Digest> = [manifest.config.digest]
        blobs = manifest.layers.filter { seen.insert($0.digest).inserted }
        chain = try Self.chain(image.layers.map(\.diffID))
    }

    /// The labels of a blob or document: what it refers to, and where it came from.
    func labels(of digest: Digest) -> [String: String] {
        var labels = references[digest] ?? [:]
        if let source { labels[source.key] = source.repository }
        return labels
    }

    /// Those of `labels` that a blob with the labels `present` lacks. One that came from other repositories keeps their names.
    static func missing(_ labels: [String: String], in present: [String: String]) -> [String: String] {
        var missing: [String: String] = [:]
        for (key, value) in labels where present[key] != value {
            guard key.hasPrefix("containerd.io/distribution.source."), let others = present[key], !others.isEmpty else {
                missing[key] = value
                continue
            }
            let names = others.split(separator: ",").map(String.init)
            if !names.contains(value) { missing[key] = (names + [value]).sorted().joined(separator: ",") }
        }
        return missing
    }

    /// The label by which the config of an image keeps the snapshot of its layers.
    static func snapshotLabel(_ snapshotter: String) -> String { "containerd.io/gc.ref.snapshot.\(snapshotter)" }

    /// The label of a layer with the digest of its uncompressed bytes.
    static let uncompressedLabel = "containerd.io/uncompressed"
    /// The label of a snapshot with the chain ID that it is, or will be, committed as.
    static let snapshotReference = "containerd.io/snapshot.ref"
    /// The label of a lease with the time at which it ends.
    static let expiryLabel = "containerd.io/gc.expire"

    /// The labels of a document that refers to these blobs. containerd, core/images/handlers.go ("ChildGCLabels").
    static func references(to children: [Descriptor]) -> [String: String] {
        var labels: [String: String] = [:]
        var counts: [String: Int] = [:]
        for child in children {
            let prefix = "containerd.io/gc.ref.content."
            let kind =
                if MediaType.isImageConfig(child.mediaType) {
                    "config"
                } else if MediaType.isManifest(child.mediaType) {
                    "m."
                } else if MediaType.isImageLayer(child.mediaType) {
                    "l."
                } else {
                    ""
                }
            guard kind != "config" else {
                labels[prefix + kind] = child.digest.description
                continue
            }
            labels["\(prefix)\(kind)\(counts[kind, default: 0])"] = child.digest.description
            counts[kind, default: 0] += 1
        }
        return labels
    }

    /// The chain IDs of layers with these digests. OCI image-spec v1.1, config.md, "Layer ChainID".
    static func chain(_ diffIDs: [Digest]) throws(StoreError) -> [Digest] {
        var chain: [Digest] = []
        for diffID in diffIDs {
            guard let lower = chain.last else {
                chain.append(diffID)
                continue
            }
            chain.append(try Digest.of(Array("\(lower) \(diffID)".utf8)))
        }
        return chain
    }
}
