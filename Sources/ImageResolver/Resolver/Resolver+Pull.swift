import ImageModel
import ImageStore
import PlatformModel

extension Resolver {
    /// Pulls one image for each of its wanted platforms; one result a platform, in the order asked for.
    ///
    /// Afterwards it clears the output, as ``finish(_:)`` does. Who pulls several images into one output pulls each with
    /// `finishes: false`, and calls that once, when none has failed: it takes away what a failed one would go on from.
    public func pull(
        _ request: PullRequest, to output: PullOutput, finishes: Bool = true
    ) async throws(ResolverError) -> [PulledImage] {
        try await bounded(request.image) { () async throws(ResolverError) in
            let start = Self.now()
            let texts = request.platforms.isEmpty ? options.platforms : request.platforms
            let destination = destination(output)
            let begun = try await begin(request.image, for: texts, using: try held(destination)) {
                rules throws(ResolverError) in
                let wanted = try rules.wanted.selection(texts)
                return (wanted, wanted.key)
            }
            for wanted in begun.wanted.platforms { begun.rules.warnings(about: wanted).forEach(events) }
            let pull = ImagePull(
                image: request.image, begun: begun, destination: destination.adding(begun.source.local),
                slots: slots, budget: budget, listing: listing, events: events, start: start, now: Self.now)
            do throws(ResolverError) {
                let images = try await pull.run()
                if finishes { try await finish(output) }
                return images
            } catch {
                await clearLocks(of: destination)
                throw error
            }
        }
    }

    /// Clears away what no pull needs any more: old parts of the local store, everything but the layout of an output.
    public func finish(_ output: PullOutput) async throws(ResolverError) {
        let destination = destination(output)
        let now = Int64(Self.now())
        do throws(StoreError) {
            guard let store = try ImageStore.existing(at: destination.path, as: destination.kind) else { return }
            if destination.isLocal {
                // What cannot be removed now, as in a store that may only be read, does no harm to what was pulled.
                _ = try? await store.prune(now: now)
            } else {
                try await store.finishOutput(now: now)
            }
        } catch {
            throw ResolverError(store: error)
        }
    }

    /// After a pull that failed, only what a later one can go on from stays in an output.
    private func clearLocks(of destination: PullDestination) async {
        guard !destination.isLocal,
            let store = (try? ImageStore.existing(at: destination.path, as: destination.kind)) ?? nil
        else { return }
        // The pull's own error is the one to tell.
        try? await store.sweepLocks()
    }

    private func destination(_ output: PullOutput) -> PullDestination {
        switch output {
        case .localStore: PullDestination(path: localStorePath, kind: .local, sources: [])
        case .layout(let path):
            PullDestination(path: path, kind: .output, sources: [localStore].compactMap(\.self))
        }
    }

    private func held(_ destination: PullDestination) throws(ResolverError) -> [ImageStore] {
        do throws(StoreError) {
            return try destination.held()
        } catch {
            throw ResolverError(store: error)
        }
    }
}
