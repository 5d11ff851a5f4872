import ImageModel
import ImageStore
import PlatformModel
import RegistryClient
import RegistryProtocol

/// Pulls one image for its wanted platforms: choose, confirm, fetch, commit, list.
struct ImagePull: Sendable {
    let image: String
    let begun: Beginning<WantedPlatforms.Selection>
    let destination: PullDestination
    let slots: TransferSlots
    let budget: ConnectionBudget
    let listing: TransferSlots
    let events: @Sendable (ResolverEvent) -> Void
    /// When the pull began, in seconds.
    let start: Double
    let now: @Sendable () -> Double

    private var source: OpenSource { begun.source }

    /// Pulls the image for what is wanted; one result a platform, in order.
    func run() async throws(ResolverError) -> [PulledImage] {
        let contents = try await contents()
        for chosen in contents.images {
            let digest = chosen.documents.document.digest
            events(.resolved(image: image, digest: digest, platform: chosen.platform, word: chosen.word))
        }
        // Only now is anything made there: an image that is not there, or does not suit, leaves no trace.
        let target = try await storing { () async throws(StoreError) in try destination.open() }
        let documents = contents.allDocuments
        let blobs = contents.manifests.flatMap { [$0.config] + $0.layers }.filter { documents[$0.digest] == nil }
        try await storing { () async throws(StoreError) in try await target.adopt(blobs) }
        let plan = PullPlan(contents.manifests) { documents[$0.digest] != nil || target.store.contains($0) }
        // What is in memory goes to the disk while the layers come: a small image is not kept waiting for the disk.
        async let kept = keep(documents, in: target.store)
        let fetch = LayerFetch(
            image: image, target: target, sessions: source.places?.digests, local: source.local, slots: slots,
            budget: budget,
            events: events)
        let arrived = try await fetch.run(plan, besides: Set(documents.keys))
        try await kept.get()
        try await list(contents, in: target)
        let received = await source.origin.received.merging(arrived) { $0 + $1 }
        return PullAccount(received: received).images(contents) { image, bytes, cached in
            PulledImage(
                image: self.image, name: source.name, digest: image.documents.document.digest, index: contents.index,
                platform: image.platform, word: image.word, bytes: bytes, bytesFromCache: cached,
                seconds: now() - start, output: target.store.root)
        }
    }

    private func contents() async throws(ResolverError) -> PullContents {
        let root = begun.root
        guard case .some(let platforms) = begun.wanted else {
            return try await WholeIndex(origin: source.origin, catalog: begun.rules.catalog).contents(of: root)
        }
        let selector = begun.rules.selector(image, source)
        // All from one list: what several platforms are chosen from is one document.
        let selections = try await source.origin.choosing(from: root) { root throws(ResolverError) in
            var selections: [Selection] = []
            for wanted in platforms { selections.append(try await selector.select(from: root, for: wanted)) }
            return selections
        }
        var contents = PullContents()
        for selection in selections {
            for remark in selection.remarks { events(remark.event(about: image)) }
            contents.index = selection.isFromIndex ? selection.root.digest : nil
            contents.images.append(
                PullContents.Image(
                    documents: selection.documents, platform: selection.platform, word: selection.word,
                    position: selection.position, wanted: selection.wanted.host.platform))
        }
        // The local store keeps the list: a later pull asks by a HEAD whether it is still the same, and --offline needs it.
        if destination.isLocal, let index = contents.index { contents.documents[index] = selections.first?.root.bytes }
        // Two wanted platforms may come to one manifest, which is listed once.
        for entry in contents.images.map(\.entry) where !contents.listed.contains(entry) {
            contents.listed.append(entry)
        }
        return contents
    }

    private func keep(
        _ documents: [Digest: [UInt8]], in store: ImageStore
    ) async -> Result<Void, ResolverError> {
        do throws(StoreError) {
            try await store.write(documents)
            return .success(())
        } catch {
            return .failure(ResolverError(store: error))
        }
    }

    /// Makes what was fetched durable, and then lists it: blobs first, index last.
    private func list(_ contents: PullContents, in target: PullTarget) async throws(ResolverError) {
        let outcome = await listing.run { () async -> Result<Void, ResolverError> in
            do throws(ResolverError) {
                try await storing { () async throws(StoreError) in
                    let list = PullListing(source: source, target: target, image: image, catalog: begun.rules.catalog)
                    try await list.write(contents)
                }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        guard let outcome else { throw ResolverError.interrupted }
        try outcome.get()
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

/// Tells for each image of a pull how many bytes came over the network, and how many were here.
///
/// A byte that came counts for the first image that it is of, and what is of none of them, such as the list, for the first
/// of all; for the others a shared blob was here.
struct PullAccount {
    /// The bytes that came over the network, by digest.
    let received: [Digest: Int64]

    /// The images as `make` reports them, given the bytes that came and those that were here.
    func images(
        _ contents: PullContents, _ make: (PullContents.Image, _ bytes: Int64, _ cached: Int64) -> PulledImage
    ) -> [PulledImage] {
        var unclaimed = received
        var shares: [(bytes: Int64, cached: Int64)] = []
        for image in contents.images {
            let manifest = image.documents.manifest
            var share: (bytes: Int64, cached: Int64) = (0, 0)
            var seen: Set<Digest> = []
            for blob in [image.documents.document.descriptor, manifest.config] + manifest.layers
            where seen.insert(blob.digest).inserted {
                let came = unclaimed.removeValue(forKey: blob.digest) ?? 0
                share.bytes += came
                if came == 0 { share.cached += blob.size }
            }
            shares.append(share)
        }
        if !shares.isEmpty { shares[0].bytes += unclaimed.values.reduce(0, +) }
        return zip(contents.images, shares).map { make($0, $1.bytes, $1.cached) }
    }
}

/// Lists in its store what a pull has brought.
struct PullListing {
    let source: OpenSource
    let target: PullTarget
    let image: String
    let catalog: PlatformCatalog

    /// Makes the blobs durable, and then lists the images.
    func write(_ contents: PullContents) async throws(StoreError) {
        let listed = target.isLocal ? contents.images.map(\.entry) : try await layoutEntries(contents)
        // What is listed already decides the name: no other process may change it in between.
        try await target.store.addEntries(replacing: target.isLocal ? .nameAndPlatform : .name) { present in
            let name = name(among: present)
            return listed.map { LayoutEntry($0, name: name, imageName: source.reference?.description) }
        }
        guard target.isLocal, let reference = source.reference else { return }
        for resolution in resolutions(of: reference, contents) { try await target.store.save(resolution) }
    }

    /// A reference's name; a layout's image keeps its tag in another layout, and its place is its name in the local store.
    private func name(among present: [LayoutEntry]) -> String? {
        if let reference = source.reference { return target.name(of: reference, among: present) }
        return target.isLocal ? image : source.tag
    }

    private func resolutions(of reference: Reference, _ contents: PullContents) -> [Resolution] {
        var resolutions: [Resolution] = []
        for image in contents.images {
            let platform = image.wanted.map(catalog.normalized) ?? WantedPlatforms.every
            resolutions.append(
                Resolution(
                    reference: reference, platform: platform, index: contents.index,
                    manifest: image.documents.document.digest, position: image.position))
            // One stands for all platforms: what counts is the list.
            if image.wanted == nil { break }
        }
        return resolutions
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
}
