import ErrorMapping
import ImageArchive
import ImageModel
import ImageStore
import PlatformModel
import RegistryClient
import RegistryProtocol

/// Pulls one image for its wanted platforms: choose, confirm, fetch, write, list.
struct ImagePull: Sendable {
    /// What is pulled.
    let choice: PullChoice
    /// The name that the output lists the image by, if the user chose one.
    let listedName: String?
    /// Whether blobs that are already present are hashed.
    let verifiesPresent: Bool
    let slots: TransferSlots
    let budget: ConnectionBudget
    /// The blobs that other pulls are fetching.
    let claims: BlobClaims
    /// Serializes the writes to `index.json`.
    let listing: TransferSlots
    let events: @Sendable (ResolverEvent) -> Void
    /// When the pull began, in seconds since 1970.
    let start: Double
    /// The archive that will contain the image, instead of a store.
    var archive: ArchiveStep?
    /// The output that has the files of the image, instead of a store.
    var unpacking: (any UnpackStep)?
    /// Checks the layers while they arrive, if that is wanted.
    var check: PullCheck?
    /// The turn of this pull among several.
    var turn: PullTurn?

    var image: String { choice.image }
    var origin: any ImageOrigin { choice.origin }

    /// Pulls the image. Returns one result per platform, in order.
    func run(into target: inout PullTarget) async throws(ResolverError) -> [PulledImage] {
        let contents = try await choice.contents(keepsIndex: target.isLocal)
        try origin.locked?.check(contents)
        for chosen in contents.images {
            let digest = chosen.document.digest
            events(.resolved(image: image, digest: digest, platform: chosen.platform, reason: chosen.reason))
        }
        let archived = archive == nil ? nil : try choice.archived(contents, as: listedName)
        let output = archived.flatMap { archive?.build.target.name(of: $0) }
        if let output, let archived, try await !begins(archived) {
            // An engine knows an image by its digest.
            let isKnown = archive?.build.target.isEngine == true
            return await results(contents, [:], output: output, isPresentVerified: isKnown)
        }
        var unpacked: UnpackedImage?
        if let unpacking {
            let image = try UnpackedImage(choice, contents)
            unpacked = image
            // Images that share layers must not unpack the same ones at once.
            await turn?.waitToList()
            guard try await unpacking.begin(image) else {
                return await results(contents, [:], output: unpacking.name, isPresentVerified: false)
            }
        }
        // The store is created only now: an image that is missing or does not match leaves no trace.
        let store = try target.open()
        // What is found present must not be pruned before it is listed.
        let holds = try await target.hold(events)
        defer { for hold in holds { hold.end() } }
        let documents = contents.allDocuments
        var seen = Set(documents.keys)
        let blobs = contents.manifests.flatMap { [$0.config] + $0.layers }.filter { seen.insert($0.digest).inserted }
        if verifiesPresent { try await removeDamaged(blobs, from: store, for: target) }
        let isAnyBySize = !verifiesPresent && blobs.contains { store.contains($0) }
        try await adopt(blobs, from: target, into: store)
        // What is taken over from elsewhere on this machine is hashed on the way.
        let isPresentVerified = verifiesPresent || !isAnyBySize && blobs.contains { store.contains($0) }
        // A check reads the layers, so they must be here.
        let elsewhere = check == nil ? await unpacking?.present ?? [] : []
        let plan = PullPlan(contents.manifests) {
            documents[$0.digest] != nil || elsewhere.contains($0.digest) || store.contains($0)
        }
        // The documents are written while the layers are fetched, so a small image does not wait for the disk.
        async let written = outcome { () async throws(StoreError) in try await store.write(documents) }
        let arrived = try await fetch(plan, of: contents, archived, unpacked, into: store)
        let outcome = await written
        try mapError(ResolverError.init(store:), try outcome.get())
        if let unpacked { try await unpacking?.finish(unpacked) }
        if let output = unpacking?.name ?? output {
            return await results(contents, arrived, unpacked, output: output, isPresentVerified: isPresentVerified)
        }
        // The order of a layout's images is that of the command; the local store's has no meaning.
        if !target.isLocal { await turn?.waitToList() }
        _ = try await listing.each([contents], cancelled: .interrupted) { contents throws(ResolverError) in
            try await mapError(ResolverError.init(target:), awaiting: try await list(contents, in: store))
        }
        return await results(contents, arrived, output: store.root, isPresentVerified: isPresentVerified)
    }

    /// Takes blobs that are elsewhere on this machine, several at once, because each is hashed.
    private func adopt(
        _ blobs: [Descriptor], from target: PullTarget, into store: ImageStore
    ) async throws(ResolverError) {
        _ = try await slots.each(blobs, cancelled: .interrupted) { blob throws(ResolverError) in
            try await mapError(ResolverError.init(store:), awaiting: try await target.adopt(blob, into: store))
        }
    }

    /// Whether the archive of the image is to be written; it is begun in the turn of this pull.
    private func begins(_ archived: ArchivedImage) async throws(ResolverError) -> Bool {
        await turn?.waitToBegin()
        let isNeeded = try await archive?.build.begin(archived, mayStay: check == nil)
        turn?.begin()
        return isNeeded != false
    }

    /// Fetches the blobs of `plan`, and writes an archive of this image alone, or unpacks it, meanwhile.
    private func fetch(
        _ plan: PullPlan, of contents: PullContents, _ archived: ArchivedImage?, _ unpacked: UnpackedImage?,
        into store: ImageStore
    ) async throws(ResolverError) -> [Digest: BlobArrival] {
        let fetch = LayerFetch(
            image: image, store: store, sessions: origin.endpoints?.digests, local: origin.local, slots: slots,
            budget: budget, claims: claims, events: events)
        if let unpacking, let unpacked {
            var fetch = fetch
            for (blob, _) in unpacked.layers { fetch.growing[blob.digest] = GrowingBlob() }
            let growing = fetch.growing
            return try await BlobArrivals.run(growing: growing) { [fetch] (report) async throws(ResolverError) in
                try await run(fetch.reporting(report), plan, of: contents)
            } _: { arrivals throws(ResolverError) in
                try await unpacking.unpack(unpacked, from: store, arrivals)
            }
        }
        guard let archive, let archived else { return try await run(fetch, plan, of: contents) }
        return try await archive.write(archived, from: store) { (report) async throws(ResolverError) in
            try await run(fetch.reporting(report), plan, of: contents)
        }
    }

    /// Fetches the blobs of `plan`, and checks the layers meanwhile if that is wanted.
    private func run(
        _ fetch: LayerFetch, _ plan: PullPlan, of contents: PullContents
    ) async throws(ResolverError) -> [Digest: BlobArrival] {
        let documents = Set(contents.allDocuments.keys)
        guard let check else { return try await fetch.run(plan, besides: documents) }
        return try await check.run(contents.checkEntries(of: choice.root, from: origin), in: fetch.store) {
            (report) async throws(ResolverError) in
            try await fetch.reporting(report).run(plan, besides: documents)
        }
    }

    /// One result per platform, in order.
    private func results(
        _ contents: PullContents, _ arrived: [Digest: BlobArrival], _ unpacked: UnpackedImage? = nil, output: String,
        isPresentVerified: Bool
    ) async -> [PulledImage] {
        let arrivals = await origin.received.mapValues { BlobArrival(fetchedBytes: $0) }.merging(arrived) { $1 }
        return zip(contents.images, Self.shares(of: contents.images, in: arrivals)).map { chosen, share in
            PulledImage(
                image: image, name: origin.name, digest: chosen.document.digest, index: contents.index,
                platform: chosen.platform, reason: chosen.reason, bytes: share.received, bytesFromCache: share.present,
                bytesResumed: share.resumed, seconds: ProcessFacts.now() - start, output: output,
                isPresentVerified: isPresentVerified, unpacked: unpacked?.tally.size)
        }
    }

    /// Hashes those of `blobs` that the store has, and removes damaged ones, which are then fetched or copied again.
    ///
    /// A damaged blob that cannot be had again, as with `--offline`, is an error, and stays.
    private func removeDamaged(
        _ blobs: [Descriptor], from store: ImageStore, for target: PullTarget
    ) async throws(ResolverError) {
        let isReachable = origin.endpoints != nil
        _ = try await slots.each(blobs, cancelled: .interrupted) { blob throws(ResolverError) in
            let found = try await mapError(ResolverError.init(store:), awaiting: try await store.check(blob.digest))
            guard let fault = fault(found, of: blob.digest, in: store) else { return }
            let isAvailable = if isReachable || blob.data != nil { true } else { await target.canAdopt(blob) }
            guard isAvailable else {
                let hint = origin.local == nil ? "without --offline, the blob is fetched again" : nil
                throw ResolverError(.integrity, fault, hint: hint)
            }
            _ = try await mapError(
                ResolverError.init(store:), awaiting: try await store.checkAndRemove(blob.digest))
            events(.warning("\(image): \(fault); it is removed and \(isReachable ? "fetched" : "copied") again"))
        }
    }

    /// What is wrong with a blob that was hashed, as a sentence.
    private func fault(_ check: BlobCheck, of digest: Digest, in store: ImageStore) -> String? {
        let subject = "blob \(digest) in '\(Printable.escaped(store.root, limit: .max))'"
        return switch check {
        case .sound, .absent: nil
        case .damaged(let actual): "\(subject) is damaged: its bytes have the digest \(actual)"
        case .notFile: "\(subject) is not a regular file"
        }
    }

    /// For each image, the bytes of its manifest, config and layers that were received, resumed and already present.
    ///
    /// The three add up to the size of the image. A received blob counts for the first image that contains it; for other
    /// images, it was already present. The index belongs to no image.
    private static func shares(
        of images: [PullContents.Image], in arrivals: [Digest: BlobArrival]
    ) -> [(received: Int64, resumed: Int64, present: Int64)] {
        var unclaimed = arrivals
        return images.map { image in
            let manifest = image.manifest
            var share: (received: Int64, resumed: Int64, present: Int64) = (0, 0, 0)
            var seen: Set<Digest> = []
            for blob in [image.document.descriptor, manifest.config] + manifest.layers
            where seen.insert(blob.digest).inserted {
                guard let arrival = unclaimed.removeValue(forKey: blob.digest), !arrival.wasAlreadyPresent else {
                    share.present = share.present.addingClamped(blob.size)
                    continue
                }
                share.received = share.received.addingClamped(blob.size - arrival.resumedBytes)
                share.resumed = share.resumed.addingClamped(arrival.resumedBytes)
            }
            return share
        }
    }
}

// MARK: - Listing

extension ImagePull {
    /// Makes the blobs durable, and then lists the images in the store.
    private func list(_ contents: PullContents, in store: ImageStore) async throws(StoreError) {
        let isLocal = store.kind == .local
        let listed = isLocal ? contents.images.map(\.entry) : try await layoutEntries(contents, in: store)
        // The name depends on the entries that exist, so no other process may change them in between.
        try await store.addEntries(replacing: isLocal ? .nameAndPlatform : .name) { present in
            guard !isLocal else {
                let name = origin.reference?.description
                return listed.map { LayoutEntry($0, name: name ?? image, imageName: name) }
            }
            let names = ListedNames(chosen: listedName, fullName: origin.fullName, tag: origin.tag, among: present)
            return listed.map { LayoutEntry($0, name: names.name, imageName: names.imageName) }
        }
        guard isLocal, let reference = origin.reference else { return }
        for resolution in resolutions(of: reference, contents) { try await store.save(resolution) }
    }

    private func resolutions(of reference: Reference, _ contents: PullContents) -> [Resolution] {
        var resolutions: [Resolution] = []
        for image in contents.images {
            let platform = image.wanted.map(choice.rules.catalog.normalized) ?? WantedPlatforms.every
            resolutions.append(
                Resolution(
                    reference: reference, platform: platform, index: contents.index,
                    manifest: image.document.digest, position: image.position))
            // One resolution stands for all platforms, because it refers to the index.
            if image.wanted == nil { break }
        }
        return resolutions
    }

    /// The entries of a layout.
    private func layoutEntries(
        _ contents: PullContents, in store: ImageStore
    ) async throws(StoreError) -> [Descriptor] {
        guard !contents.listed.isEmpty else { return [] }
        let (entry, index) = try contents.root()
        if let index { try await store.write(index, as: entry.digest) }
        return [entry]
    }
}
