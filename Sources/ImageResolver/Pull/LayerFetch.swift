import ImageModel
import ImageStore
import RegistryClient
import RegistryProtocol

/// Brings the blobs of one pull into its store, several at once.
struct LayerFetch: Sendable {
    let image: String
    let target: PullTarget
    /// The places that are asked, in order; `nil` where nobody is.
    let sessions: [RegistrySession]?
    /// The layout or archive that is read instead of a registry.
    let local: LocalBlobs?
    let slots: TransferSlots
    let budget: ConnectionBudget
    let events: @Sendable (ResolverEvent) -> Void

    /// Fetches what `plan` says; gives the bytes that came over the network for each blob.
    ///
    /// `documents` are those that are being stored meanwhile, of which there is nothing more to tell. The first failure
    /// ends the others, which keep what they have for a later pull.
    func run(_ plan: PullPlan, besides documents: Set<Digest>) async throws(ResolverError) -> [Digest: Int64] {
        for blob in plan.held where !documents.contains(blob.digest) {
            events(.blobDone(digest: blob.digest, size: blob.size, cached: true))
        }
        for blob in plan.carried { try await keep(blob) }
        guard !plan.fetches.isEmpty else { return [:] }
        guard let sessions, !sessions.isEmpty else { throw lacking(plan.fetches) }
        try checkSpace(plan)
        events(.layersStarted(image: image, blobs: plan.fetches.count, bytes: plan.fetchedBytes))
        let outcome = await withTaskGroup(of: Result<(Digest, Int64), ResolverError>?.self) { group in
            for blob in plan.fetches {
                group.addTask { await slots.run { await fetch(blob, sessions) } }
            }
            var arrived: [Digest: Int64] = [:]
            var failure: ResolverError?
            for await result in group {
                switch result {
                case .success(let (digest, bytes))?: arrived[digest] = bytes
                case .failure(let error)? where failure == nil:
                    failure = error
                    group.cancelAll()
                case .failure, nil: break
                }
            }
            return failure.map { .failure($0) } ?? Result<[Digest: Int64], ResolverError>.success(arrived)
        }
        let arrived = try outcome.get()
        guard !Task.isCancelled else {
            throw ResolverError.interrupted
        }
        return arrived
    }

    private func fetch(
        _ blob: Descriptor, _ sessions: [RegistrySession]
    ) async -> Result<(Digest, Int64), ResolverError> {
        let events = events
        let fetch = BlobFetch(blob, from: sessions, into: target.store, budget: budget) { event in
            switch event {
            case .started(let offset): events(.blobStarted(digest: blob.digest, size: blob.size, resumedFrom: offset))
            case .progressed(let received):
                events(.blobProgressed(digest: blob.digest, received: received, size: blob.size))
            }
        }
        do throws(FetchError) {
            let arrival = try await fetch.run()
            events(.blobDone(digest: blob.digest, size: blob.size, cached: arrival.wasThere))
            return .success((blob.digest, arrival.fetchedBytes))
        } catch {
            return .failure(ResolverError(fetch: error))
        }
    }

    /// Blobs are missing, and there is no registry to ask.
    private func lacking(_ blobs: [Descriptor]) -> ResolverError {
        let what = blobs.first.map { "blob \($0.digest)" } ?? "nothing"
        let others = blobs.count > 1 ? " and \(blobs.count - 1) more" : ""
        guard let local else {
            return ResolverError(
                .notFound, "the local store lacks \(what)\(others), and --offline asks nobody",
                hint: "pull it once without --offline")
        }
        return ResolverError(.notFound, "\(local.words) lacks \(what)\(others)")
    }

    /// A blob that its own descriptor carries; the store refuses bytes of another digest.
    private func keep(_ blob: Descriptor) async throws(ResolverError) {
        do throws(StoreError) {
            try await target.store.write(blob.data ?? [], as: blob.digest)
        } catch {
            throw ResolverError(store: error)
        }
        events(.blobDone(digest: blob.digest, size: blob.size, cached: false))
    }

    /// Refuses, before the first byte, a pull that the disk has no room for. Parts of an earlier one have theirs already.
    private func checkSpace(_ plan: PullPlan) throws(ResolverError) {
        guard let free = try? target.store.freeSpace() else { return }
        let needed = plan.fetches.reduce(Int64(0)) { sum, blob in
            let rest = blob.size - min(target.store.partBytes(blob.digest), blob.size)
            let (total, overflow) = sum.addingReportingOverflow(rest)
            return overflow ? .max : total
        }
        guard !free.holds(bytes: needed, files: Int64(plan.fetches.count)) else { return }
        throw ResolverError(
            .disk, "'\(target.store.root)' has room for \(free.bytes) bytes, the pull needs \(needed)",
            hint: "free some space there, or choose another place")
    }
}
