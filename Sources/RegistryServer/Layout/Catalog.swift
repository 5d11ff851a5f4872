import ImageModel

/// The repositories and tags of a layout, as its index names them.
struct Catalog: Sendable {
    /// A tag as it is served.
    private struct Tagged {
        let registry: String?
        let repository: String
        let tag: String
        let target: TagTarget
    }

    private let tagged: [Tagged]
    private let listed: [Digest: Descriptor]
    private let made: [Digest: ServedManifest]
    /// The repositories, in alphabetical order; there is at least one.
    let repositories: [String]

    /// Reads the names in `index`.
    ///
    /// `repository` takes the place of all repositories that the index names. Without it, a bare tag belongs to the only
    /// repository named, or to one called `fallback`.
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
        let lists = tagged.compactMap { tagged in
            if case .made(let list) = tagged.target { (list.digest, list) } else { nil }
        }
        made = Dictionary(lists) { first, _ in first }
        let found = repository.map { [$0] } ?? named.union(tagged.map(\.repository))
        repositories = found.isEmpty ? [fallback] : found.sorted()
    }

    /// The repository that a request means, or nil when it is not served.
    ///
    /// Docker Hub's official images go by their short name too: the layout says `alpine`, or `library/alpine`.
    func repository(named name: String) -> String? {
        [name, "library/" + name].first(where: repositories.contains)
    }

    /// What the tag stands for; of several registries' images of this name, the one listed first.
    ///
    /// `namespace` is the registry that the request is meant for: what is known to come from another does not count.
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

    /// The list that was made up for a tag and has this digest.
    func madeList(_ digest: Digest) -> ServedManifest? {
        made[digest]
    }

    /// Each name once, with the different entries that bear it, both in the index's order.
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

    /// A registry's name as references write it, so that Docker Hub's names are one.
    private static func registry(_ namespace: String) -> String {
        (try? Reference(parsing: namespace + "/a/b"))?.registry ?? namespace
    }
}
