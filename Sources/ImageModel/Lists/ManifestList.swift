import PlatformModel

/// A manifest list that is being put together, before it is pushed.
///
/// It may hold entries that cannot stand beside each other, so that they can be annotated; ``index(by:)`` refuses them.
public struct ManifestList: Hashable, Sendable {
    /// The name under which it is to be pushed: it has a tag, and no digest.
    public let name: Reference
    /// The entries, in the order in which they are going to stand.
    public private(set) var entries: [ListEntry]
    /// The digest of the list at the registry that this one was begun with; nil for one that was begun anew.
    public let base: Digest?

    /// A list of these entries.
    package init(name: Reference, entries: [ListEntry] = [], base: Digest? = nil) {
        self.name = name
        self.entries = entries
        self.base = base
    }

    /// Takes entries in, each in the place of those of the same name or the same platform, else at the end.
    ///
    /// Only entries that were there before are replaced: two of `additions` for one platform both stand. What was annotated
    /// of an image stays, as long as its config says what it said. Attestations of what is replaced go with it.
    package mutating func take(_ additions: [ListEntry], by catalog: PlatformCatalog) {
        let additions = additions.map { annotated($0) }
        var places: [ListEntry?] = entries
        var free = Set(entries.indices)
        var appended: [ListEntry] = []
        for addition in additions {
            let replaced = entries.indices.filter { entries[$0].isReplaced(by: addition, catalog) }
            for place in replaced where free.contains(place) { places[place] = nil }
            guard let place = replaced.first(where: free.contains) else {
                appended.append(addition)
                continue
            }
            places[place] = addition
            free.subtract(replaced)
        }
        let kept = places.compactMap(\.self) + appended
        let gone = Set(entries.map(\.descriptor.digest.description))
            .subtracting(kept.map(\.descriptor.digest.description))
        entries = kept.filter { entry in entry.attested.map { !gone.contains($0) } ?? true }
    }

    /// Changes what the list says of the platform of `image`.
    ///
    /// - Throws: ``ListError`` for an image that is not in the list, a name that no architecture has, and a platform that
    ///   the image's config contradicts; then nothing is changed.
    package mutating func annotate(
        _ image: Reference, _ change: PlatformChange, by catalog: PlatformCatalog
    ) throws(ListError) {
        guard let place = entries.firstIndex(where: { $0.isMeant(by: image) }) else {
            throw .noEntry(image, list: name, offered: entries.map(\.image))
        }
        var entry = entries[place]
        let platform = try change.applied(to: entry.descriptor.platform, by: catalog)
        entry.descriptor.platform = platform
        try entry.check(by: catalog)
        entries[place] = entry
    }

    /// An entry with what was annotated of the image of that name.
    private func annotated(_ entry: ListEntry) -> ListEntry {
        guard let former = entries.first(where: { $0.image == entry.image }), !former.isTakenOver,
            former.configured == entry.configured
        else { return entry }
        var entry = entry
        entry.descriptor.platform = former.descriptor.platform
        return entry
    }
}

extension ListEntry {
    /// Whether `addition` stands for the same: by its name or, unless one of them is no image, by its platform.
    fileprivate func isReplaced(by addition: ListEntry, _ catalog: PlatformCatalog) -> Bool {
        if image == addition.image { return true }
        guard let own = comparedPlatform(by: catalog) else { return false }
        return own == addition.comparedPlatform(by: catalog)
    }
}
