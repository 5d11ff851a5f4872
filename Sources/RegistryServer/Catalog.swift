import ImageModel
import ImageStore

/// The repositories and tags in the index of a layout.
struct Catalog: Sendable {
    /// A served tag.
    private struct Tagged {
        let registry: String?
        let repository: String
        let tag: String
        let target: TagTarget
    }

    private let tagged: [Tagged]
    private let listed: [Digest: Descriptor]
    private let generated: [Digest: ServedManifest]
    /// The repositories, in alphabetical order; there is at least one.
    let repositories: [String]

    /// Reads the names in `index`.
    ///
    /// `repository` replaces all repository names in the index. Without it, a bare tag belongs to the only repository in the
    /// index, or to one called `fallback`.
    init(index: ImageIndex, repository: String?, fallback: String) {
        let names = Self.names(in: index)
        let named = Set(names.compactMap(\.name.repository))
        let home = named.count == 1 ? named.first : nil
        tagged = names.compactMap { name, entries in
            guard let tag = name.tag, let target = TagTarget(entries) else { return nil }
            let repository = repository ?? name.repository ?? home ?? fallback
            return Tagged(registry: name.registry, repository: repository, tag: tag, target: target)
        }
        listed = Dictionary(index.manifests.map { ($0.digest, $0) }) { first, _ in first }
        let indexes = tagged.compactMap { tagged in
            if case .generated(let index) = tagged.target { (index.digest, index) } else { nil }
        }
        generated = Dictionary(indexes) { first, _ in first }
        let found = repository.map { [$0] } ?? named.union(tagged.map(\.repository))
        repositories = found.isEmpty ? [fallback] : found.sorted()
    }

    /// The repository for the name in a request; `nil` if it is not served.
    ///
    /// Official images of Docker Hub are served under their short name too: `alpine` also means `library/alpine`.
    func repository(named name: String) -> String? {
        [name, "library/" + name].first(where: repositories.contains)
    }

    /// The target of a tag; the first one listed if images from several registries have this name.
    ///
    /// `namespace` is the registry that the request is meant for: images from other registries are ignored.
    func target(repository: String, tag: String, namespace: String?) -> TagTarget? {
        let registry = namespace.map(Self.registry)
        return tagged.first { entry in
            entry.repository == repository && entry.tag == tag
                && (registry == nil || entry.registry == nil || entry.registry == registry)
        }?.target
    }

    /// The tags of a repository, in byte order.
    func tags(of repository: String) -> [String] {
        Set(tagged.filter { $0.repository == repository }.map(\.tag)).sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
    }

    /// The index's own entry for `digest`.
    func entry(_ digest: Digest) -> Descriptor? {
        listed[digest]
    }

    /// Whether the blob may have this size: the index states it, or does not list the blob.
    func permits(_ size: Int64, of digest: Digest) -> Bool {
        listed[digest].map { $0.size == size } ?? true
    }

    /// The index with this digest, if it was generated for a tag.
    func generatedIndex(_ digest: Digest) -> ServedManifest? {
        generated[digest]
    }

    /// Each name once, with its entries; both in the order of the index.
    private static func names(in index: ImageIndex) -> [(name: ImageName, entries: [Descriptor])] {
        var order: [ImageName] = []
        var entries: [ImageName: [Descriptor]] = [:]
        for entry in index.manifests {
            for name in ImageName.all(of: entry.annotations) {
                if entries[name] == nil { order.append(name) }
                let isKnown = entries[name, default: []].contains { $0.digest == entry.digest }
                if !isKnown { entries[name, default: []].append(entry) }
            }
        }
        return order.map { ($0, entries[$0] ?? []) }
    }

    /// The name of a registry as references write it, so that all names of Docker Hub are equal.
    private static func registry(_ namespace: String) -> String {
        (try? Reference(parsing: namespace + "/a/b"))?.registry ?? namespace
    }
}

/// The target of a tag.
enum TagTarget: Sendable {
    /// A manifest or an index in the layout.
    case listed(Descriptor)
    /// A generated index of several manifests with the same name.
    case generated(ServedManifest)

    /// The target of a name with these entries; `nil` if there are none.
    ///
    /// A store with one image for several platforms lists its manifests under one name. No single manifest is right for every
    /// client, so the target is an index of them, unless one of the entries is already an index.
    init?(_ entries: [Descriptor]) {
        guard let first = entries.first else { return nil }
        let index = entries.first { MediaType.isIndex($0.mediaType) }
        guard index == nil, entries.count > 1 else {
            self = .listed(index ?? first)
            return
        }
        let bytes = ImageIndex(manifests: entries.map(Self.unnamed)).encoded()
        // Hashing fails only if memory runs out: the first image is better than none.
        guard let digest = try? Digest.of(bytes) else {
            self = .listed(first)
            return
        }
        self = .generated(ServedManifest(digest: digest, mediaType: MediaType.ociIndex, bytes: bytes))
    }

    /// The entry without the names that are only valid inside a layout.
    private static func unnamed(_ entry: Descriptor) -> Descriptor {
        var entry = entry
        entry.annotations[LayoutEntry.nameAnnotation] = nil
        entry.annotations[LayoutEntry.imageNameAnnotation] = nil
        return entry
    }
}

/// A name of an entry in the index of a layout.
struct ImageName: Hashable, Sendable {
    /// The registry; `nil` if the name is only a tag.
    let registry: String?
    /// The repository; `nil` if the name is only a tag.
    let repository: String?
    /// The tag; `nil` if the name has a digest instead.
    let tag: String?

    /// The names of an index entry.
    ///
    /// `org.opencontainers.image.ref.name` is a tag or a full reference, `io.containerd.image.name` a full reference. A bare
    /// tag beside full references is a tag of their repositories.
    static func all(of annotations: [String: String]) -> [ImageName] {
        let texts = [LayoutEntry.imageNameAnnotation, LayoutEntry.nameAnnotation].compactMap { annotations[$0] }
        var full: [ImageName] = []
        var tags: [String] = []
        for text in texts {
            if isTag(text) {
                tags.append(text)
            } else if let name = ImageName(reference: text) {
                full.append(name)
            }
        }
        guard !full.isEmpty else { return tags.map { ImageName(registry: nil, repository: nil, tag: $0) } }
        let more = full.flatMap { name in
            tags.map { ImageName(registry: name.registry, repository: name.repository, tag: $0) }
        }
        return full + more.filter { !full.contains($0) }
    }

    /// Whether `text` follows the grammar of tags.
    static func isTag(_ text: String) -> Bool {
        guard let reference = try? Reference(parsing: "localhost/a:" + text) else { return false }
        return reference.tag == text && reference.digest == nil
    }

    private init(registry: String?, repository: String?, tag: String?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
    }

    private init?(reference text: String) {
        guard let reference = try? Reference(parsing: text) else { return nil }
        self.init(registry: reference.registry, repository: reference.repository, tag: reference.tag)
    }
}

/// A manifest or an index as the server sends it.
struct ServedManifest: Hashable, Sendable {
    /// The digest of ``bytes``, taken from the name of the blob.
    let digest: Digest
    /// The media type of the document.
    let mediaType: String
    /// The exact bytes.
    let bytes: [UInt8]
    /// The descriptors of what the document refers to; none for one that cannot be parsed.
    var descriptors: [Descriptor] = []

    /// A document with a known media type.
    init(digest: Digest, mediaType: String, bytes: [UInt8]) {
        self.digest = digest
        self.mediaType = mediaType
        self.bytes = bytes
    }

    /// Determines the media type of `bytes`; `nil` if they are not a manifest.
    ///
    /// The document itself decides. A document that cannot be parsed has the media type in the index, if any.
    init?(digest: Digest, bytes: [UInt8], listedAs mediaType: String?) {
        self.digest = digest
        self.bytes = bytes
        switch try? ManifestDocument(parsing: bytes, contentType: nil) {
        case .index(let index):
            self.mediaType = index.mediaType ?? MediaType.ociIndex
            descriptors = index.manifests
        case .manifest(let manifest):
            self.mediaType = manifest.mediaType ?? MediaType.ociManifest
            descriptors = [manifest.config] + manifest.layers
        case nil:
            // The media type becomes a header.
            guard let mediaType, mediaType.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
            self.mediaType = mediaType
        }
    }
}

/// The grammar of repository names, as in ``Reference``.
enum RepositoryName {
    /// Whether `name` is a repository name without registry, tag and digest.
    static func isValid(_ name: String) -> Bool {
        guard let reference = try? Reference(parsing: "localhost/" + name) else { return false }
        return reference.repository == name
    }

    /// The valid repository name nearest to that of a folder, for a layout without repository names.
    static func suggested(byFolder name: String) -> String {
        let words = name.lowercased().utf8.split { byte in
            !(0x61...0x7A).contains(byte) && !byte.isDigit
        }
        let joined = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
        if isValid(name) { return name }
        return isValid(joined) ? joined : "image"
    }
}
