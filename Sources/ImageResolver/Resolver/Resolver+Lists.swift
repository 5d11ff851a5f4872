import ImageModel
import ImageStore
import PlatformModel
import RegistryClient
import RegistryProtocol

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

extension Resolver {
    /// Pushes a list on this machine, with the images of other repositories that are in it.
    public func pushList(_ name: String, _ fate: LocalListFate = .kept) async throws(ResolverError) -> PushedList {
        try await bounded(name) { () async throws(ResolverError) in
            let listName = try listName(name)
            guard let list = try listStore.list(listName) else { throw Self.missing(listName) }
            let pushed = try await push(list, try listCatalog())
            if fate == .removed {
                // Who has changed it meanwhile has not pushed that.
                let isRemoved = try await listStore.change(listName) { present in
                    guard present == list else { return present == nil }
                    present = nil
                    return true
                }
                if !isRemoved {
                    events(.note("\(listName): the list on this machine has changed meanwhile, and stays"))
                }
            }
            return pushed
        }
    }

    /// Puts images together as a manifest list and pushes it, in one step and without a list on this machine.
    public func pushList(
        _ name: String, of images: [String], _ creation: ListCreation = []
    ) async throws(ResolverError) -> PushedList {
        try await bounded(name) { () async throws(ResolverError) in
            let listName = try listName(name)
            let catalog = try listCatalog()
            var list = try await begunList(listName, creation) ?? ManifestList(name: listName)
            list.take(try await entries(of: images, catalog), by: catalog)
            return try await push(list, catalog)
        }
    }

    private func push(_ list: ManifestList, _ catalog: PlatformCatalog) async throws(ResolverError) -> PushedList {
        let index: ImageIndex
        do throws(ListError) {
            index = try list.index(by: catalog)
        } catch {
            throw ResolverError(list: error)
        }
        var places: [String: EndpointSessions] = [:]
        for entry in list.entries where entry.image.name != list.name.name && places[entry.image.name] == nil {
            places[entry.image.name] = try await registryEndpoints(of: entry.image)
        }
        let target = try await network.target(of: list.name, image: list.name.description)
        return try await ListPush(
            list: list, index: index, target: target, places: places, slots: slots, events: events
        ).run()
    }
}

extension Resolver {
    /// The manifest lists of this machine.
    var listStore: ListStore { ListStore(storePath: localStorePath) }

    /// What is known about platforms.
    func listCatalog() throws(ResolverError) -> PlatformCatalog {
        try PlatformCatalog.overlaid(by: options.tables)
    }

    /// The name of a list: a tag at a registry.
    func listName(_ text: String) throws(ResolverError) -> Reference {
        let name = try listedImage(text)
        guard name.digest == nil else { throw ResolverError(list: .digestInName(name)) }
        return name
    }

    /// The name of an image at a registry, which alone can be in a list.
    func listedImage(_ text: String) throws(ResolverError) -> Reference {
        guard case .registry(let reference) = try source(text) else {
            throw ResolverError(
                .malformed, "a list is made of images at registries, and '\(text)' lies on this machine")
        }
        return reference
    }

    /// The documents of an image as its own registry has them.
    func registryOrigin(of reference: Reference) async throws(ResolverError) -> RegistryOrigin {
        let events = events
        return RegistryOrigin(
            reference: reference, places: try await registryEndpoints(of: reference), stores: [], lastKnown: nil,
            note: { events(.note("\(reference): \($0)")) })
    }

    /// The registry of an image itself: a mirror may not know yet what has just been pushed.
    ///
    /// Where a configuration puts others in the registry's stead, they are asked.
    func registryEndpoints(of reference: Reference) async throws(ResolverError) -> EndpointSessions {
        guard !options.offline else {
            throw ResolverError(.usage, "what a list is made of is asked of the registry, and --offline asks nobody")
        }
        let places = try await network.places(of: reference, image: reference.description)
        let tags = places.tags.filter { $0.source.kind == .upstream }
        let digests = places.digests.filter { $0.source.kind == .upstream }
        return EndpointSessions(
            tags: tags.isEmpty ? places.tags : tags, digests: digests.isEmpty ? places.digests : digests)
    }
}

/// What a manifest list is created over.
public struct ListCreation: OptionSet, Hashable, Sendable {
    /// The list on this machine: entries of the same image or platform are replaced, the others stay.
    public static let amending = ListCreation(rawValue: 1)
    /// The list under the same name at the registry: its entries stand first, as they are.
    public static let appending = ListCreation(rawValue: 2)

    /// The options as bits.
    public let rawValue: UInt8

    /// Options of these bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }
}
