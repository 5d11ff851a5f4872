import ImageModel
import ImageStore
import PlatformModel

extension Resolver {
    /// Pulls one image for each of its wanted platforms; one result a platform, in the order asked for.
    public func pull(_ request: PullRequest, to output: PullOutput) async throws(ResolverError) -> [PulledImage] {
        try await bounded(request.image) { () async throws(ResolverError) in
            let texts = request.platforms.isEmpty ? options.platforms : request.platforms
            let wanted = try wantedPlatforms.selection(texts)
            let target = try target(output)
            let first: Platform
            switch wanted {
            case .some(let platforms):
                for platform in platforms { warn(about: platform) }
                first = platforms.first?.host.platform ?? hostReport.host.platform
            case .all: first = WantedPlatforms.every
            }
            let source = try await open(request.image, for: first, using: [target.store] + target.sources)
            let pull = ImagePull(
                image: request.image, source: source, target: target.adding(source.layout),
                selector: selector(request.image, source), slots: slots, listing: listing, events: events,
                now: Self.now)
            let images = try await pull.run(wanted)
            do throws(StoreError) {
                try await finish(target)
            } catch {
                throw ResolverError(store: error)
            }
            return images
        }
    }

    private func target(_ output: PullOutput) throws(ResolverError) -> PullTarget {
        do throws(StoreError) {
            switch output {
            case .localStore: return PullTarget(store: try ImageStore.open(at: localStorePath, as: .local), sources: [])
            case .layout(let path):
                let store = try ImageStore.open(at: path, as: .output)
                return PullTarget(store: store, sources: [localStore].compactMap(\.self))
            }
        } catch {
            throw ResolverError(store: error)
        }
    }

    /// Clears away what no pull needs any more: old parts of the local store, everything but the layout of an output.
    private func finish(_ target: PullTarget) async throws(StoreError) {
        let now = Int64(Self.now())
        if target.isLocal {
            // What cannot be removed now, as in a store that may only be read, does no harm to what was pulled.
            _ = try? await target.store.prune(now: now)
        } else {
            try await target.store.finishOutput(now: now)
        }
    }
}

extension PullTarget {
    /// The same target, with another store whose blobs may be had.
    fileprivate func adding(_ source: ImageStore?) -> PullTarget {
        PullTarget(store: store, sources: sources + [source].compactMap(\.self))
    }
}
