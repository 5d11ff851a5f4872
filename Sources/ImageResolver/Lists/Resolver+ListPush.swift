import ImageModel
import RegistryClient
import PlatformModel

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
