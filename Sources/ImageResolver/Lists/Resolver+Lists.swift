import ImageModel
import PlatformModel

extension Resolver {
    /// Puts images together as a manifest list on this machine, each as what its name stands for now.
    ///
    /// Nothing is left of it where any of the images cannot be had.
    public func createList(
        _ name: String, of images: [String], _ creation: ListCreation = []
    ) async throws(ResolverError) -> ManifestList {
        try await bounded(name) { () async throws(ResolverError) in
            let listName = try listName(name)
            let catalog = try listCatalog()
            if let present = try listStore.list(listName), !creation.contains(.amending) { throw Self.exists(present) }
            let begun = try await begunList(listName, creation)
            let additions = try await entries(of: images, catalog)
            let list = try await listStore.change(listName) { list throws(ResolverError) in
                if let list, !creation.contains(.amending) { throw Self.exists(list) }
                var next = begun ?? list ?? ManifestList(name: listName)
                if begun != nil, let list { next.take(list.entries, by: catalog) }
                next.take(additions, by: catalog)
                list = next
                return next
            }
            warn(about: list, catalog)
            return list
        }
    }

    /// Changes what a list on this machine says of the platform of one of its images.
    public func annotateList(
        _ name: String, image: String, _ change: PlatformChange
    ) async throws(ResolverError) -> ManifestList {
        try await bounded(name) { () async throws(ResolverError) in
            let listName = try listName(name)
            let image = try listedImage(image)
            let catalog = try listCatalog()
            let list = try await listStore.change(listName) { list throws(ResolverError) in
                guard var next = list else { throw Self.missing(listName) }
                do throws(ListError) {
                    try next.annotate(image, change, by: catalog)
                } catch {
                    throw ResolverError(list: error)
                }
                list = next
                return next
            }
            note(list, image, catalog)
            return list
        }
    }

    /// The lists on this machine, by name.
    public func lists() throws(ResolverError) -> [ManifestList] {
        try listStore.lists()
    }

    /// Removes a list from this machine; the registry is not asked.
    public func removeList(_ name: String) async throws(ResolverError) {
        try await bounded(name) { () async throws(ResolverError) in
            let listName = try listName(name)
            guard try await listStore.remove(listName) else {
                var error = Self.missing(listName)
                error.hint = "'resolve manifest ls' lists those there are"
                throw error
            }
        }
    }

    /// The list to begin with, where that is the registry's; `nil` where it is begun anew, or with what is on this machine.
    func begunList(_ name: Reference, _ creation: ListCreation) async throws(ResolverError) -> ManifestList? {
        guard creation.contains(.appending) else { return nil }
        let root: Document
        do throws(ResolverError) {
            root = try await registryOrigin(of: name).root()
        } catch {
            guard error.kind == .notFound else { throw error }
            events(.note("\(name): the registry has no such list yet; it is begun anew"))
            return ManifestList(name: name)
        }
        guard case .index(let index) = root.content else {
            throw ResolverError(list: .loneManifest(name, digest: root.digest))
        }
        return ManifestList(
            name: name, entries: index.manifests.map { ListEntry(of: name, $0) }, base: root.digest)
    }

    /// What the images stand for now, each once.
    func entries(of images: [String], _ catalog: PlatformCatalog) async throws(ResolverError) -> [ListEntry] {
        var sources: [(Reference, RegistryOrigin)] = []
        for text in images {
            let image = try listedImage(text)
            guard !sources.contains(where: { $0.0 == image }) else { continue }
            sources.append((image, try await registryOrigin(of: image)))
        }
        return try await ListReader(catalog: catalog, slots: slots, events: events).entries(sources)
    }

    /// That there is no such list on this machine.
    static func missing(_ name: Reference) -> ResolverError {
        ResolverError(
            .notFound, "there is no such list on this machine",
            hint: "make it with 'resolve manifest create \(name) IMAGE…'; 'resolve manifest ls' lists those there are")
    }

    private static func exists(_ list: ManifestList) -> ResolverError {
        ResolverError(
            .conflict, "a list of this name is on this machine already; --amend changes it",
            hint: "or remove it with 'resolve manifest rm \(list.name)'")
    }

    /// Tells what would keep a list from being pushed as it is.
    private func warn(about list: ManifestList, _ catalog: PlatformCatalog) {
        for fault in list.faults(by: catalog) { events(.warning("\(list.name) cannot be pushed like this: \(fault)")) }
    }

    /// Tells in what an annotated platform goes beyond the image's config.
    private func note(_ list: ManifestList, _ image: Reference, _ catalog: PlatformCatalog) {
        guard let entry = list.entries.first(where: { $0.isMeant(by: image) }),
            let declared = entry.descriptor.platform, let configured = entry.configured,
            case .note(let fact) = catalog.confirmation(declared: declared, config: configured)
        else { return }
        events(.note("\(image): \(fact)"))
    }
}
