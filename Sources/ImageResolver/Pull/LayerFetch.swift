import ErrorMapping
import ImageModel
import ImageStore
import RegistryClient
import RegistryProtocol

/// Fetches the blobs of one pull into its store, several at once.
struct LayerFetch: Sendable {
    let image: String
    let store: ImageStore
    /// The endpoints in order; `nil` if no registry may be contacted.
    let sessions: [RegistrySession]?
    /// The layout or archive that is read instead of a registry.
    let local: LocalBlobs?
    let slots: TransferSlots
    let budget: ConnectionBudget
    /// The blobs that other pulls of the same resolver are fetching.
    let claims: BlobClaims
    let events: @Sendable (ResolverEvent) -> Void
    /// The blobs that are read while they arrive.
    var growing: [Digest: GrowingBlob] = [:]

    /// The same, which also passes the digest of each blob to `report` once the store has it.
    func reporting(_ report: @escaping @Sendable (Digest) -> Void) -> LayerFetch {
        let events = events
        var fetch = LayerFetch(
            image: image, store: store, sessions: sessions, local: local, slots: slots, budget: budget,
            claims: claims
        ) { event in
            events(event)
            if case .blobDone(let digest, _, _) = event { report(digest) }
        }
        fetch.growing = growing
        return fetch
    }

    /// Fetches the blobs of `plan`. Returns how each blob arrived.
    ///
    /// `documents` are written meanwhile and not reported here. A blob that another pull is fetching is awaited, and fetched
    /// only if that pull fails. The first failure cancels the other transfers, which keep their parts for a later pull.
    func run(_ plan: PullPlan, besides documents: Set<Digest>) async throws(ResolverError) -> [Digest: BlobArrival] {
        for blob in plan.held where !documents.contains(blob.digest) {
            events(.blobDone(digest: blob.digest, size: blob.size, cached: true))
        }
        for blob in plan.embedded { try await write(blob) }
        guard !plan.fetches.isEmpty else { return [:] }
        guard let sessions, !sessions.isEmpty else { throw lacking(plan.fetches) }
        try checkSpace(plan)
        let awaited = await claims.claim(plan.fetches, in: store.root)
        let own = plan.fetches.filter { awaited[$0.digest] == nil }
        if !own.isEmpty {
            let bytes = own.reduce(Int64(0)) { $0.addingClamped($1.size) }
            events(.layersStarted(image: image, blobs: own.count, bytes: bytes))
        }
        let arrived = try await TransferSlots.all(plan.fetches, cancelled: ResolverError.interrupted) { blob in
            guard let other = awaited[blob.digest] else { return await fetchClaimed(blob, sessions) }
            return await fetch(blob, sessions, after: other)
        }
        guard !Task.isCancelled else { throw ResolverError.interrupted }
        return Dictionary(arrived) { first, _ in first }
    }

    /// Waits until another pull has fetched the blob, and fetches it if that has failed.
    private func fetch(
        _ blob: Descriptor, _ sessions: [RegistrySession], after other: AsyncStream<Never>
    ) async -> Result<(Digest, BlobArrival), ResolverError>? {
        var other = other
        while true {
            for await _ in other {}
            guard !Task.isCancelled else { return nil }
            if store.contains(blob) {
                events(.blobDone(digest: blob.digest, size: blob.size, cached: true))
                return .success((blob.digest, BlobArrival(fetchedBytes: 0, wasAlreadyPresent: true)))
            }
            guard let next = await claims.claim(blob.digest, in: store.root) else {
                return await fetchClaimed(blob, sessions)
            }
            other = next
        }
    }

    /// Fetches a claimed blob in a slot, and releases it.
    ///
    /// If the server is overloaded while other transfers go on, the blob waits for the end of one of them, and there are fewer
    /// at once from then on.
    private func fetchClaimed(
        _ blob: Descriptor, _ sessions: [RegistrySession]
    ) async -> Result<(Digest, BlobArrival), ResolverError>? {
        while true {
            let result = await slots.run {
                await outcome { () async throws(ResolverError) in
                    let arrival = try await mapError(
                        ResolverError.init(registry:), awaiting: try await fetch(blob, sessions))
                    return (blob.digest, arrival)
                }
            }
            guard case .failure(let error)? = result, error.isOverload, let left = await slots.shrink() else {
                await claims.release(blob.digest, in: store.root)
                return result
            }
            events(.note("\(image): \(error.message); continuing with \(left) at once (--jobs)"))
        }
    }

    private func fetch(_ blob: Descriptor, _ sessions: [RegistrySession]) async throws(RegistryError) -> BlobArrival {
        let (events, image) = (events, image)
        let fetch = BlobFetch(
            blob, from: sessions, into: store, budget: budget, growing: growing[blob.digest]
        ) { event in
            switch event {
            case .waiting:
                events(.note("\(image): waiting for another process, which is fetching blob \(blob.digest)"))
            case .started(let bytes): events(.blobStarted(digest: blob.digest, size: blob.size, resumedBytes: bytes))
            case .progressed(let received):
                events(.blobProgressed(digest: blob.digest, received: received, size: blob.size))
            }
        }
        let arrival = try await fetch.run()
        // Another process has brought it.
        if arrival.wasAlreadyPresent {
            events(.blobStarted(digest: blob.digest, size: blob.size, resumedBytes: blob.size))
        }
        events(.blobDone(digest: blob.digest, size: blob.size, cached: arrival.wasAlreadyPresent))
        return arrival
    }

    /// The error for missing blobs without a registry to request them from.
    private func lacking(_ blobs: [Descriptor]) -> ResolverError {
        if let local { return local.lacking(blobs) }
        let what = blobs.first.map { "blob \($0.digest)" } ?? "nothing"
        let others = blobs.count > 1 ? " and \(blobs.count - 1) more" : ""
        return ResolverError(
            .notFound, "the local store lacks \(what)\(others), and --offline allows no requests",
            hint: "pull it once to the local store, without --offline and -o")
    }

    /// Writes a blob whose bytes are in its own descriptor. The store refuses bytes with another digest.
    private func write(_ blob: Descriptor) async throws(ResolverError) {
        try await mapError(
            ResolverError.init(store:), awaiting: try await store.write(blob.data ?? [], as: blob.digest))
        events(.blobDone(digest: blob.digest, size: blob.size, cached: false))
    }

    /// Refuses a pull that does not fit on the disk before the first byte. Parts of an earlier pull take no further space.
    private func checkSpace(_ plan: PullPlan) throws(ResolverError) {
        guard let free = try? store.freeSpace() else { return }
        let needed = plan.fetches.reduce(Int64(0)) { sum, blob in
            sum.addingClamped(blob.size - min(store.partBytes(blob.digest), blob.size))
        }
        let count = plan.fetches.count
        switch free.shortage(bytes: needed, files: Int64(count)) {
        case nil: return
        case .bytes(let free):
            throw ResolverError(
                .disk, "'\(store.root)' has room for \(free) bytes, but the pull needs \(needed)",
                hint: "free some space there, or choose another directory")
        case .files(let left):
            throw ResolverError(
                .disk,
                "the file system of '\(store.root)' has \(left) free inodes, but the pull needs \(count), one for each file",
                hint: "remove files there (df -i shows the inodes), or choose another directory")
        }
    }
}
