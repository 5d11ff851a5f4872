import ImageModel
import ImageStore
import RegistryClient
import PlatformModel
import RegistryProtocol

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
