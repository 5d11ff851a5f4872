import ErrorMapping
import ImageModel
import ImageStore
import PlatformModel
import RegistryClient
import RegistryProtocol

/// What `createList` may change.
public struct ListCreation: OptionSet, Hashable, Sendable {
    /// The manifest list on this machine: entries for the same image or platform are replaced, the others stay.
    public static let amending = ListCreation(rawValue: 1)
    /// The manifest list of the same name at the registry: its entries come first, unchanged.
    public static let appending = ListCreation(rawValue: 2)

    /// The options as bits.
    public let rawValue: UInt8

    /// Options of these bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }
}

/// What happens to the manifest list on this machine after it was pushed.
public enum LocalListDisposition: Sendable {
    /// It stays, and can be changed and pushed again.
    case kept
    /// It is removed.
    case removed
}

/// What is checked of a manifest list before it is pushed.
public enum ListCheck: Sendable {
    /// Only what a push needs.
    case none
    /// The platforms, as ``Resolver/check(_:)`` does: nothing is pushed if one is not what it claims to be.
    case platforms
}

// MARK: - On this machine

extension Resolver {
    /// Creates a manifest list on this machine from what the names of images refer to now.
    ///
    /// If any image cannot be read, nothing is created.
    public func createList(
        _ name: String, of images: [String], _ creation: ListCreation = []
    ) async throws(ResolverError) -> ManifestList {
        try await bounded(name) { source throws(ResolverError) in
            let listName = try listName(source)
            let catalog = try PlatformCatalog.overlaid(by: options.tables)
            if let present = try listStore.list(listName), !creation.contains(.amending) { throw Self.exists(present) }
            let initial = try await initialList(listName, creation)
            let additions = try await entries(of: images, catalog)
            let list = try await listStore.change(listName) { list throws(ResolverError) in
                if let list, !creation.contains(.amending) { throw Self.exists(list) }
                var next = initial ?? list ?? ManifestList(name: listName)
                if initial != nil, let list { next.take(list.entries, by: catalog) }
                next.take(additions, by: catalog)
                list = next
                return next
            }
            for fault in list.faults(by: catalog) {
                events(.warning("\(list.name) cannot be pushed as it is: \(fault)"))
            }
            return list
        }
    }

    /// Changes the platform of one image in a manifest list on this machine.
    public func annotateList(
        _ name: String, image: String, _ change: PlatformChange
    ) async throws(ResolverError) -> ManifestList {
        try await bounded(name) { source throws(ResolverError) in
            let listName = try listName(source)
            let image = try listedImage(try self.source(image))
            let catalog = try PlatformCatalog.overlaid(by: options.tables)
            let list = try await listStore.change(listName) { list throws(ResolverError) in
                guard var next = list else { throw Self.missing(listName) }
                try mapError(ResolverError.init(list:), try next.annotate(image, change, by: catalog))
                list = next
                return next
            }
            note(list, image, change, catalog)
            return list
        }
    }

    /// The manifest lists on this machine, by name.
    public func lists() throws(ResolverError) -> [ManifestList] {
        try listStore.lists()
    }

    /// Removes a manifest list from this machine. No registry is contacted.
    public func removeList(_ name: String) async throws(ResolverError) {
        try await bounded(name) { source throws(ResolverError) in
            let listName = try listName(source)
            guard try await listStore.remove(listName) else {
                var error = Self.missing(listName)
                error.hint = "'resolve manifest ls' shows the existing ones"
                throw error
            }
        }
    }

    /// The manifest list of that name on this machine, which must exist.
    func existingList(_ name: Reference) throws(ResolverError) -> ManifestList {
        guard let list = try listStore.list(name) else { throw Self.missing(name) }
        return list
    }

    private static func missing(_ name: Reference) -> ResolverError {
        ResolverError(
            .notFound, "there is no such manifest list on this machine",
            hint:
                "create it with 'resolve manifest create \(name) IMAGE…'; 'resolve manifest ls' shows the existing ones"
        )
    }

    private static func exists(_ list: ManifestList) -> ResolverError {
        ResolverError(
            .conflict, "a manifest list of this name already exists; use --amend to change it",
            hint: "or remove it with 'resolve manifest rm \(list.name)'")
    }

    /// Reports how the variant is spelled, and details in which an annotated platform differs from the image's config.
    private func note(_ list: ManifestList, _ image: Reference, _ change: PlatformChange, _ catalog: PlatformCatalog) {
        guard let entry = list.entries.first(where: { $0.isMeant(by: image) }),
            let declared = entry.descriptor.platform
        else { return }
        if let remark = change.remark(on: declared, by: catalog) { events(.note("\(image): \(remark)")) }
        guard let configured = entry.configured,
            case .note(let fact) = catalog.confirmation(declared: declared, config: configured)
        else { return }
        events(.note("\(image): \(fact)"))
    }
}

// MARK: - Pushing

extension Resolver {
    /// Pushes a manifest list on this machine, including its images from other repositories.
    public func pushList(
        _ name: String, _ disposition: LocalListDisposition = .kept, checking check: ListCheck = .none
    ) async throws(ResolverError) -> PushedList {
        try await bounded(name) { source throws(ResolverError) in
            let listName = try listName(source)
            let list = try existingList(listName)
            let catalog = try PlatformCatalog.overlaid(by: options.tables)
            if case .platforms = check { try await checkPlatforms(of: list, catalog) }
            let pushed = try await push(list, catalog)
            if disposition == .removed {
                // Changes that another process made in the meantime were not pushed.
                let isRemoved = try await listStore.change(listName) { present in
                    guard present == list else { return present == nil }
                    present = nil
                    return true
                }
                if !isRemoved {
                    events(.note("\(listName): the manifest list on this machine has changed since, so it is kept"))
                }
            }
            return pushed
        }
    }

    /// Creates a manifest list of images and pushes it in one step, without storing it on this machine.
    public func pushList(
        _ name: String, of images: [String], _ creation: ListCreation = []
    ) async throws(ResolverError) -> PushedList {
        try await bounded(name) { source throws(ResolverError) in
            let listName = try listName(source)
            let catalog = try PlatformCatalog.overlaid(by: options.tables)
            var list = try await initialList(listName, creation) ?? ManifestList(name: listName)
            list.take(try await entries(of: images, catalog), by: catalog)
            return try await push(list, catalog)
        }
    }

    private func checkPlatforms(of list: ManifestList, _ catalog: PlatformCatalog) async throws(ResolverError) {
        let index = try mapError(ResolverError.init(list:), try list.index(by: catalog))
        var origins: [Digest: any ImageOrigin] = [:]
        for entry in list.entries {
            origins[entry.descriptor.digest] = try await registryOrigin(
                of: entry.image, usesMirrors: !entry.isTakenOver)
        }
        let bytes = index.encoded()
        let document = Document(
            digest: try mapError(ResolverError.init(store:), try Digest.of(bytes)),
            mediaType: index.mediaType ?? MediaType.ociIndex, bytes: bytes, content: .index(index))
        try await confirm(
            document, of: list.name.description, from: try await registryOrigin(of: list.name, usesMirrors: false),
            besides: origins)
    }

    private func push(_ list: ManifestList, _ catalog: PlatformCatalog) async throws(ResolverError) -> PushedList {
        let index = try mapError(ResolverError.init(list:), try list.index(by: catalog))
        var endpoints: [String: EndpointSessions] = [:]
        for entry in list.entries where entry.image.name != list.name.name && endpoints[entry.image.name] == nil {
            endpoints[entry.image.name] = try await registryEndpoints(of: entry.image)
        }
        let target = try await network.target(of: list.name, image: list.name.description)
        return try await ListPush(
            list: list, index: index, target: target, endpoints: endpoints, slots: slots, locations: locations,
            events: events
        ).run()
    }

    /// The manifest list at the registry, if entries are appended to it; `nil` if the list starts empty or on this machine.
    private func initialList(
        _ name: Reference, _ creation: ListCreation
    ) async throws(ResolverError) -> ManifestList? {
        guard creation.contains(.appending) else { return nil }
        let root: Document
        do throws(ResolverError) {
            root = try await registryOrigin(of: name, usesMirrors: false).root()
        } catch {
            guard error.kind == .notFound else { throw error }
            events(.note("\(name): the registry has no such manifest list yet, so a new one is created"))
            return ManifestList(name: name)
        }
        guard case .index(let index) = root.content else {
            throw ResolverError(list: .loneManifest(name, digest: root.digest))
        }
        try root.checkEntries()
        return ManifestList(
            name: name, entries: index.manifests.map { ListEntry(of: name, $0) }, base: root.digest)
    }

    /// The entries for what the images refer to now, without duplicates.
    private func entries(of images: [String], _ catalog: PlatformCatalog) async throws(ResolverError) -> [ListEntry] {
        var sources: [(Reference, RegistryOrigin)] = []
        for text in images {
            let image = try listedImage(try source(text))
            guard !sources.contains(where: { $0.0 == image }) else { continue }
            sources.append((image, try await registryOrigin(of: image, named: text)))
        }
        return try await ListReader(catalog: catalog, slots: slots, events: events).entries(sources)
    }
}

// MARK: - Names and sources

extension Resolver {
    /// The manifest lists on this machine.
    var listStore: ListStore { ListStore(storePath: localStorePath) }

    /// The name of a manifest list: a tag at a registry.
    func listName(_ source: ImageSource) throws(ResolverError) -> Reference {
        let name = try listedImage(source)
        guard name.digest == nil else { throw ResolverError(list: .digestInName(name)) }
        return name
    }

    /// The reference of an image in a manifest list, which must be at a registry.
    func listedImage(_ source: ImageSource) throws(ResolverError) -> Reference {
        guard case .registry(let reference) = source else {
            throw ResolverError(
                .malformed, "a manifest list consists of images at registries, but '\(source)' is on this machine")
        }
        return reference
    }

    /// The documents of an image at its own registry, or at the mirrors that the options name.
    ///
    /// `text` is the name as the user wrote it.
    func registryOrigin(
        of reference: Reference, named text: String? = nil, usesMirrors: Bool = true
    ) async throws(ResolverError) -> RegistryOrigin {
        let endpoints = try await registryEndpoints(of: reference, named: text, usesMirrors: usesMirrors)
        return RegistryOrigin(reference, at: endpoints, note: noting("\(reference)"))
    }

    /// The registry of an image itself, because a configured mirror may not have what was just pushed; before it the mirrors
    /// that the options name for this call, unless `usesMirrors` is `false`.
    ///
    /// If the configuration replaces the registry, its replacements are used.
    private func registryEndpoints(
        of reference: Reference, named text: String? = nil, usesMirrors: Bool = true
    ) async throws(ResolverError) -> EndpointSessions {
        try requireNetwork("the images of a manifest list are read from registries")
        let endpoints = try await network.endpoints(of: reference, image: text ?? reference.description)
        if usesMirrors, options.namesMirrors { return endpoints }
        let tags = endpoints.tags.filter(\.isWithRegistry)
        let digests = endpoints.digests.filter(\.isWithRegistry)
        return EndpointSessions(
            tags: tags.isEmpty ? endpoints.tags : tags, digests: digests.isEmpty ? endpoints.digests : digests)
    }
}

extension RegistrySession {
    /// Whether the session is with the registry in the image's name, and not blocked.
    fileprivate nonisolated var isWithRegistry: Bool { configuration.kind == .upstream && configuration.block == nil }
}
