import ErrorMapping
import ImageModel
import ImageStore
import LayerReading
import RegistryClient
import RegistryProtocol

/// The layers of an image as files of this machine, which can be read several times.
///
/// A layer is where its descriptor, the layout or archive, or the local store has it. One of a registry is fetched into a
/// layout that exists only as long as this value is in use.
actor LocalLayers {
    /// The bytes of a layer.
    enum Location: Sendable {
        case bytes([UInt8])
        case span(FileSpan)

        /// Begins to read the bytes.
        func open() throws(LayerError) -> any LayerSource {
            switch self {
            case .bytes(let bytes): BytesSource(bytes)
            case .span(let span): try SpanSource(span)
            }
        }
    }

    private let manifest: ImageManifest
    private let origin: any ImageOrigin
    private let store: ImageStore?
    private let scratchPath: String
    private let fetch: @Sendable (ImageStore) -> LayerFetch
    /// Layers that the local store has with other bytes than their digest says.
    private var damaged: Set<Digest> = []
    private var scratch: (layout: ScratchLayout, store: ImageStore)?

    /// The layers of a manifest of `origin`. `store` is the local one, `scratchFolder` on the disk for those of a registry, and
    /// `fetch` makes what fetches them into a store.
    init(
        _ manifest: ImageManifest, origin: any ImageOrigin, store: ImageStore?, scratchFolder: String,
        fetch: @escaping @Sendable (ImageStore) -> LayerFetch
    ) {
        self.manifest = manifest
        self.origin = origin
        self.store = store
        scratchPath = "\(scratchFolder)/\(Self.prefix)\(ScratchLayout.uniqueName())"
        self.fetch = fetch
        ScratchLayout.removeForgotten(
            Self.prefix, in: scratchFolder, since: Int64(ProcessFacts.now()) - ImageStore.partLifetimeSeconds)
    }

    private static let prefix = "export."

    /// Fetches those of `layers` that are not on this machine, several at once.
    func prepare(_ layers: [Descriptor]) async throws(ResolverError) {
        if let local = origin.local {
            let absent = layers.filter { $0.data == nil && local.span(of: $0) == nil }
            guard absent.isEmpty else { throw local.lacking(absent) }
            return
        }
        let absent = layers.filter { location(of: $0) == nil }
        guard !absent.isEmpty else { return }
        let target = try await scratchStore()
        var manifest = manifest
        manifest.layers = layers
        let plan = PullPlan([manifest]) { !absent.contains($0) }
        _ = try await fetch(target).run(plan, besides: [manifest.config.digest])
    }

    /// The location of a layer that ``prepare(_:)`` was called for.
    func location(of layer: Descriptor) -> Location? {
        if let data = layer.data { return .bytes(data) }
        if let local = origin.local { return local.span(of: layer).map(Location.span) }
        if let scratch = scratch?.store, scratch.contains(layer) {
            return .span(scratch.span(of: layer.digest, size: layer.size))
        }
        guard let store, store.contains(layer), !damaged.contains(layer.digest) else { return nil }
        return .span(store.span(of: layer.digest, size: layer.size))
    }

    /// Records that a layer has other bytes than its digest says. Returns whether it may be fetched instead.
    func refuse(_ layer: Descriptor) -> Bool {
        guard origin.local == nil, origin.endpoints != nil, scratch?.store.contains(layer) != true else { return false }
        return damaged.insert(layer.digest).inserted
    }

    /// Removes what was fetched.
    func remove() {
        // Nothing of it is the user's; what cannot be removed now, a later export removes.
        try? scratch?.layout.remove()
        scratch = nil
    }

    private func scratchStore() async throws(ResolverError) -> ImageStore {
        if let scratch { return scratch.store }
        let path = scratchPath
        let layout = try await mapError(ResolverError.init(store:), awaiting: try await ScratchLayout(path) {})
        do throws(StoreError) {
            let store = try ImageStore.open(at: layout.path, as: .output)
            scratch = (layout, store)
            return store
        } catch {
            try? layout.remove()
            throw ResolverError(store: error)
        }
    }
}
