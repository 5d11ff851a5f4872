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
            let texts = request.platforms.isEmpty ? options.platforms : request.platforms
            let wanted = try wantedPlatforms.selection(texts)
            let destination = destination(output)
            let first: Platform
            switch wanted {
            case .some(let platforms):
                for platform in platforms { warn(about: platform) }
                first = platforms.first?.host.platform ?? hostReport.host.platform
            case .all: first = WantedPlatforms.every
            }
            let source = try await open(request.image, for: first, using: try held(destination))
            let pull = ImagePull(
                image: request.image, source: source, destination: destination.adding(source.layout),
                selector: selector(request.image, source), slots: slots, listing: listing, events: events,
                now: Self.now)
            do throws(ResolverError) {
                let images = try await pull.run(wanted)
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
