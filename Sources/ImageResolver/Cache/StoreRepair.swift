import ErrorMapping
import ImageModel
import ImageStore
import RegistryClient

/// Fetches damaged and missing blobs of a store again, each by its digest from where its images came from.
///
/// A damaged file stays until the good bytes are there, and is then replaced by rename.
struct StoreRepair: Sendable {
    let store: ImageStore
    /// The local store, for the repair of a layout; `nil` for the repair of the local store itself.
    let localStore: ImageStore?
    /// Opens the endpoints of an image; `nil` if no request is allowed.
    let endpoints: (@Sendable (Reference) async throws(ResolverError) -> EndpointSessions)?
    /// Where else blobs were seen.
    let locations: KnownLocations
    let budget: ConnectionBudget
    let events: @Sendable (ResolverEvent) -> Void

    /// Repairs one blob that an image needs.
    func repair(_ need: NeededBlobs.Need, notFile: Bool) async throws(ResolverError) {
        let blob = need.descriptor
        if notFile {
            _ = try await mapError(ResolverError.init(store:), awaiting: try await store.checkAndRemove(blob.digest))
        }
        if try await copy(blob) { return done(blob) }
        guard let endpoints else {
            throw ResolverError(
                .integrity, "it is not elsewhere on this machine, and --offline allows no requests",
                hint: "without --offline, it is fetched again")
        }
        let places = places(of: blob, need.references)
        var failure = ResolverError(
            .notFound, "no registry is known to have it: its images are listed without full names")
        for place in places {
            guard !Task.isCancelled else { throw .interrupted }
            do throws(ResolverError) {
                try await fetch(need, from: try await endpoints(place).digests)
                return done(blob)
            } catch {
                if error.kind == .disk || error.kind == .interrupted { throw error }
                failure = error
            }
        }
        throw failure
    }

    private func done(_ blob: Descriptor) { events(.blobDone(digest: blob.digest, size: blob.size, cached: false)) }

    /// Copies the blob of the local store, if that is sound; `false` if it is not.
    private func copy(_ blob: Descriptor) async throws(ResolverError) -> Bool {
        guard let localStore, localStore.contains(blob) else { return false }
        let span = localStore.span(of: blob.digest, size: blob.size)
        do throws(StoreError) {
            _ = try await store.adopt(blob.digest, from: span, existing: .replace)
            return true
        } catch {
            if case .wrongDigest = error { return false }
            throw ResolverError(store: error)
        }
    }

    /// The repositories to ask: those of its images, then those where it was seen.
    private func places(of blob: Descriptor, _ references: Set<Reference>) -> [Reference] {
        var places: [Reference] = []
        func add(_ place: Reference) {
            let pinned = place.pinned(to: blob.digest)
            if !places.contains(pinned) { places.append(pinned) }
        }
        let sorted = references.sorted { $0.description < $1.description }
        sorted.forEach(add)
        for registry in Set(sorted.map(\.registry)).sorted() {
            for repository in locations.repositories(of: [blob.digest], at: registry)[blob.digest] ?? [] {
                if let place = try? Reference(parsing: "\(registry)/\(repository)") { add(place) }
            }
        }
        return places
    }

    private func fetch(_ need: NeededBlobs.Need, from sessions: [RegistrySession]) async throws(ResolverError) {
        let (blob, events) = (need.descriptor, events)
        if MediaType.isIndex(blob.mediaType) || MediaType.isManifest(blob.mediaType) {
            let document = try await mapError(
                ResolverError.init(registry:),
                awaiting: try await sessions.inTurn { session throws(RegistryError) in
                    guard need.isSized else { return try await session.document(blob.digest) }
                    return try await session.document(blob.digest, size: blob.size)
                })
            try await mapError(
                ResolverError.init(store:), awaiting: try await store.write(document.bytes, as: blob.digest))
            return
        }
        let fetch = BlobFetch(blob, from: sessions, into: store, existing: .replace, budget: budget) { event in
            switch event {
            case .waiting: events(.note("waiting for another process, which is fetching blob \(blob.digest)"))
            case .started(let bytes): events(.blobStarted(digest: blob.digest, size: blob.size, resumedBytes: bytes))
            case .progressed(let received):
                events(.blobProgressed(digest: blob.digest, received: received, size: blob.size))
            }
        }
        _ = try await mapError(ResolverError.init(registry:), awaiting: try await fetch.run())
    }
}
