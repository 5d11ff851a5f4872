import ImageModel
import ImageStore
import PlatformModel

extension Resolver {
    /// Pulls one image for each of its wanted platforms. Returns one result per platform, in the order requested.
    ///
    /// Afterwards the output is cleaned up, as by ``finish(_:)``. To pull several images into one output, pull each with
    /// `finishes: false` and call ``finish(_:)`` once if none has failed; it removes what a failed pull would resume from.
    public func pull(
        _ request: PullRequest, to output: PullOutput, finishes: Bool = true
    ) async throws(ResolverError) -> [PulledImage] {
        try await bounded(request.image) { source throws(ResolverError) in
            let start = ProcessFacts.now()
            let texts = request.platforms.isEmpty ? options.platforms : request.platforms
            var target = try target(output)
            let (rules, wanted, origin, root) = try await begin(
                request.image, source, for: texts, using: target.existingStores
            ) { rules throws(ResolverError) in
                let wanted = try rules.wanted.selection(texts)
                return (wanted, wanted.key)
            }
            for platform in wanted.platforms { rules.warnings(about: platform).forEach(events) }
            target.add(origin.local)
            let pull = ImagePull(
                image: request.image, listedName: output.imageName, verifiesPresent: request.verifiesPresent,
                rules: rules, wanted: wanted, origin: origin,
                root: root, slots: slots, budget: budget, listing: listing, events: events, start: start)
            do throws(ResolverError) {
                let images = try await pull.run(into: &target)
                if finishes { try await target.finish(now: Int64(ProcessFacts.now())) }
                return images
            } catch {
                await target.clearLocks()
                throw error
            }
        }
    }

    /// Removes what no later pull needs: old parts from the local store, everything but the layout from an output.
    public func finish(_ output: PullOutput) async throws(ResolverError) {
        try await target(output).finish(now: Int64(ProcessFacts.now()))
    }

    private func target(_ output: PullOutput) throws(ResolverError) -> PullTarget {
        switch output {
        case .localStore: try PullTarget(path: localStorePath, kind: .local)
        case .layout(let path, _):
            try PullTarget(path: path, kind: .output, sources: [localStore].compactMap(\.self))
        }
    }
}
