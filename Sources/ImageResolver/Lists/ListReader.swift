import ErrorMapping
import ImageModel
import PlatformModel
import RegistryClient

/// Reads the images of a manifest list, each at its own registry.
struct ListReader: Sendable {
    /// The platform tables.
    let catalog: PlatformCatalog
    /// Limits how many images are read at once.
    let slots: TransferSlots
    /// Takes the events.
    let events: @Sendable (ResolverEvent) -> Void

    /// The entries for opened images, in their order. The first failure cancels the others.
    func entries(_ images: [(Reference, RegistryOrigin)]) async throws(ResolverError) -> [ListEntry] {
        try await slots.each(images, cancelled: .interrupted) { image, origin throws(ResolverError) in
            try await mapError(
                ResolverError.concerning(image.description, registry: image.registry),
                awaiting: try await entry(image, origin))
        }
    }

    /// The entry for one image: what it refers to now, with the platform in its config.
    private func entry(_ image: Reference, _ origin: RegistryOrigin) async throws(ResolverError) -> ListEntry {
        let root = try await origin.root()
        switch root.content {
        case .manifest(let manifest):
            return try await entry(image, origin, root, manifest, resolved: root.digest)
        case .index(let index):
            try root.checkEntries()
            return try await entry(image, origin, onlyImageOf: index, root.digest)
        }
    }

    /// The entry for the only image of an index. Builders push such an index for one platform, with attestations.
    private func entry(
        _ image: Reference, _ origin: RegistryOrigin, onlyImageOf index: ImageIndex, _ digest: Digest
    ) async throws(ResolverError) -> ListEntry {
        let images = index.manifests.filter { catalog.entryRefusal(of: Candidate($0)) == nil }
        guard let only = images.first, images.count == 1, MediaType.isManifest(only.mediaType) else {
            throw ResolverError(list: .nested(image, images: images))
        }
        let child = try await origin.document(only)
        guard case .manifest(let manifest) = child.content else {
            throw ResolverError(list: .nested(image, images: images))
        }
        let entry = try await entry(image, origin, child, manifest, resolved: digest)
        if let declared = only.platform, let configured = entry.configured,
            case .contradicts(let fact) = catalog.confirmation(declared: declared, config: configured)
        {
            throw ResolverError(.mismatch, "it is an index with one image: \(fact); build it again")
        }
        let others = index.manifests.count - 1
        let rest = others == 0 ? "" : ", without the \(others) other \(others == 1 ? "entry" : "entries")"
        events(.note("\(image): an index with one image; that image, \(child.digest), is used\(rest)"))
        return entry
    }

    private func entry(
        _ image: Reference, _ origin: RegistryOrigin, _ document: Document, _ manifest: ImageManifest, resolved: Digest
    ) async throws(ResolverError) -> ListEntry {
        guard let documents = try await origin.imageIfAny(document, manifest) else {
            throw ResolverError(list: .artifact(image, configMediaType: manifest.config.mediaType))
        }
        let configured = documents.config.platform
        var descriptor = document.descriptor
        descriptor.platform = configured?.spelled(by: catalog)
        if let remark = configured?.variantRemark(by: catalog) { events(.note("\(image): in its config, \(remark)")) }
        return ListEntry(
            image: image, resolved: resolved, descriptor: descriptor, configured: configured, manifest: document.bytes)
    }
}
