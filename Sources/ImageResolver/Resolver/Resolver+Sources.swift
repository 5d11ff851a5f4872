import ImageArchive
import ImageModel
import ImageStore
import PlatformModel

extension Resolver {
    /// Opens what `image` names: a registry's repository, a layout or an archive.
    ///
    /// `lastKnown` gives the document that a reference stood for when it was last asked about.
    func open(
        _ image: String, using stores: [ImageStore], lastKnown: (Reference) -> Digest?
    ) async throws(ResolverError) -> OpenSource {
        switch try source(image) {
        case .layout(let path, let tag):
            let origin = try LayoutOrigin(path: path, tag: tag)
            let entry = try origin.entry()
            return OpenSource(
                origin: origin, places: nil, reference: nil, local: .layout(origin.store), tag: entry.name,
                formerName: entry.imageName.flatMap { try? Reference(parsing: $0) })
        case .archive(let form, let path, let tag):
            let origin = try await ArchiveOrigin(
                path: path, form: form, tag: tag, scratchFolder: StoreLocation.scratchFolder(of: localStorePath),
                jobs: options.jobs)
            return OpenSource(
                origin: origin, places: nil, reference: nil, local: .archive(origin.image, name: origin.name),
                tag: origin.tag, formerName: origin.image.reference)
        case .registry(let reference):
            let places = options.offline ? nil : try await network.places(of: reference, image: image)
            let events = events
            let origin = RegistryOrigin(
                reference: reference, places: places, stores: stores, lastKnown: lastKnown(reference),
                note: { events(.note("\(image): \($0)")) })
            return OpenSource(origin: origin, places: places, reference: reference, local: nil, tag: nil)
        }
    }

    /// What the text that names an image means.
    func source(_ image: String) throws(ResolverError) -> ImageSource {
        do throws(ImageSourceError) {
            return try ImageSource(parsing: image)
        } catch {
            throw ResolverError(.malformed, error.description)
        }
    }

    /// The folder of the local store.
    var localStorePath: String {
        StoreLocation.path(
            resolveHome: options.environment["RESOLVE_HOME"], dataHome: options.environment["XDG_DATA_HOME"],
            home: options.environment["HOME"])
    }

    /// The local store where there is one; a damaged one is as good as none to who only looks.
    var localStore: ImageStore? {
        (try? ImageStore.existing(at: localStorePath, as: .local)) ?? nil
    }
}
