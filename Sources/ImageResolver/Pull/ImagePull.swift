import ImageModel
import ImageStore
import ImageTransfer
import PlatformModel
import RegistryProtocol

/// Pulls one image for its wanted platforms: choose, confirm, fetch, commit, list.
struct ImagePull: Sendable {
    let image: String
    let source: OpenSource
    let target: PullTarget
    let selector: Selector
    let slots: TransferSlots
    let events: @Sendable (ResolverEvent) -> Void
    let now: @Sendable () -> Double

    /// Pulls the image for what is wanted; one result a platform, in order.
    func run(_ wanted: WantedPlatforms.Selection) async throws(ResolverError) -> [PulledImage] {
        let start = now()
        let contents = try await contents(wanted)
        for chosen in contents.images {
            let digest = chosen.documents.document.digest
            events(.resolved(image: image, digest: digest, platform: chosen.platform, word: chosen.word))
        }
        let documentBytes = try await storing { () async throws(StoreError) in try await keepDocuments(contents) }
        let plan = PullPlan(contents.manifests + [extras(contents)].compactMap(\.self)) { target.store.contains($0) }
        let missing = plan.fetches.map(\.descriptor)
        try await storing { () async throws(StoreError) in try await target.adopt(missing) }
        let rest = PullPlan(contents.manifests + [extras(contents)].compactMap(\.self)) { target.store.contains($0) }
        let fetch = LayerFetch(
            image: image, target: target, session: source.session, slots: slots, events: events)
        let arrived = try await fetch.run(rest)
        try await storing { () async throws(StoreError) in try await list(contents) }
        return results(contents, arrived: arrived, documentBytes: documentBytes, seconds: now() - start)
    }

    private func contents(_ wanted: WantedPlatforms.Selection) async throws(ResolverError) -> PullContents {
        let root = try await source.origin.root()
        guard case .some(let platforms) = wanted else {
            return try await WholeIndex(origin: source.origin, catalog: selector.catalog).contents(of: root)
        }
        var contents = PullContents()
        for wanted in platforms {
            let selection = try await selector.select(from: root, for: wanted)
            for note in selection.notes { events(.warning("\(image): \(note)")) }
            contents.index = selection.isFromIndex ? root.digest : nil
            contents.images.append(
                PullContents.Image(
                    documents: selection.documents, platform: selection.platform, word: selection.word,
                    position: selection.position, wanted: selection.wanted.host.platform))
        }
        // The local store keeps the list: the next pull of any platform asks for it by a HEAD only.
        if target.isLocal, contents.index != nil { contents.documents.append(root) }
        contents.listed = contents.images.map(\.entry)
        return contents
    }

    /// What a whole list brings besides images, in the form that the plan takes.
    private func extras(_ contents: PullContents) -> ImageManifest? {
        guard let first = contents.blobs.first else { return nil }
        return ImageManifest(config: first, layers: Array(contents.blobs.dropFirst()))
    }

    private func keepDocuments(_ contents: PullContents) async throws(StoreError) -> [Digest: Int64] {
        var brought: [Digest: Int64] = [:]
        for document in contents.documents {
            brought[document.digest] = try await target.keep(document.bytes, as: document.digest)
        }
        for image in contents.images {
            let (document, config) = (image.documents.document, image.documents.manifest.config.digest)
            brought[document.digest] = try await target.keep(document.bytes, as: document.digest)
            brought[config] = try await target.keep(image.documents.configBytes, as: config)
        }
        return brought
    }

    /// Makes what was fetched durable, and then lists it: blobs first, index last.
    private func list(_ contents: PullContents) async throws(StoreError) {
        try await target.store.finishBatch()
        let listed = target.isLocal ? contents.images.map(\.entry) : try await layoutEntries(contents)
        let name = try source.reference.map { reference throws(StoreError) in try target.name(of: reference) } ?? source.tag
        let entries = listed.map { LayoutEntry($0, name: name, imageName: source.reference?.description) }
        try await target.store.addEntries(entries, replacing: target.isLocal ? .nameAndPlatform : .name)
        guard target.isLocal, let reference = source.reference else { return }
        for image in contents.images {
            guard let platform = image.wanted else { continue }
            try await target.store.save(
                Resolution(
                    reference: reference, platform: selector.catalog.normalized(platform), index: contents.index,
                    manifest: image.documents.document.digest, position: image.position))
        }
    }

    /// A layout lists one manifest, a whole list, or a list made of just the platforms that were asked for.
    private func layoutEntries(_ contents: PullContents) async throws(StoreError) -> [Descriptor] {
        guard contents.listed.count > 1 else { return contents.listed }
        var filtered = ImageIndex(mediaType: MediaType.ociIndex, manifests: contents.listed)
        if let index = contents.index { filtered.annotations["io.github.resolve.filtered-from"] = index.description }
        let bytes = filtered.encoded()
        let digest = try Digest.of(bytes)
        try await target.store.write(bytes, as: digest)
        return [Descriptor(mediaType: MediaType.ociIndex, digest: digest, size: Int64(bytes.count))]
    }

    private func results(
        _ contents: PullContents, arrived: [Digest: Int64], documentBytes: [Digest: Int64], seconds: Double
    ) -> [PulledImage] {
        var unclaimed = arrived.merging(documentBytes) { $0 + $1 }
        return contents.images.map { image in
            let documents = image.documents
            let blobs = [documents.document.descriptor, documents.manifest.config] + documents.manifest.layers
            var (bytes, cached): (Int64, Int64) = (0, 0)
            for blob in Set(blobs.map(\.digest)) {
                bytes += unclaimed.removeValue(forKey: blob) ?? 0
            }
            for blob in Dictionary(blobs.map { ($0.digest, $0.size) }, uniquingKeysWith: { first, _ in first })
            where (arrived[blob.key] ?? documentBytes[blob.key] ?? 0) == 0 {
                cached += blob.value
            }
            if let index = contents.index { bytes += unclaimed.removeValue(forKey: index) ?? 0 }
            return PulledImage(
                image: self.image, name: source.name, digest: documents.document.digest, index: contents.index,
                platform: image.platform, word: image.word, bytes: bytes, bytesFromCache: cached, seconds: seconds,
                output: target.store.root)
        }
    }

    private func storing<Value: Sendable>(
        _ work: () async throws(StoreError) -> Value
    ) async throws(ResolverError) -> Value {
        do throws(StoreError) {
            return try await work()
        } catch {
            throw ResolverError(store: error)
        }
    }
}
