import ImageModel
import ImageStore
import PlatformModel

extension Resolver {
    /// Pulls one image for each of its wanted platforms. Returns one result per platform, in the order requested.
    ///
    /// Afterwards the output is finished, as by ``finish(_:)``. To pull several images into one output, pull each with
    /// `finishes: false` and call ``finish(_:)`` once if none has failed; it writes an archive that contains all of them, and
    /// removes what a failed pull would resume from.
    public func pull(
        _ request: PullRequest, to output: PullOutput, finishes: Bool = true
    ) async throws(ResolverError) -> [PulledImage] {
        let build = try await archiveBuild(output)
        do throws(ResolverError) {
            return try await pull(request, to: output, build, finishes: finishes)
        } catch {
            // Other images may still get archives of their own.
            if finishes || output.isOneArchive || [.disk, .interrupted].contains(error.kind) {
                _ = await archives.end(output)
                await build?.abandon(error)
            }
            var error = error
            if error.kind == .interrupted, output == .standardOutput { error.hint = nil }
            throw error
        }
    }

    private func pull(
        _ request: PullRequest, to output: PullOutput, _ build: ArchiveBuild?, finishes: Bool
    ) async throws(ResolverError) -> [PulledImage] {
        try await bounded(request.image) { source throws(ResolverError) in
            let start = ProcessFacts.now()
            let texts = request.platforms.isEmpty ? options.platforms : request.platforms
            var target = try target(output, build)
            let (rules, wanted, origin, root) = try await begin(
                request.image, source, for: texts, using: target.existingStores
            ) { rules throws(ResolverError) in
                let wanted = try rules.wanted.selection(texts)
                return (wanted, wanted.key)
            }
            for platform in wanted.platforms { rules.warnings(about: platform).forEach(events) }
            target.add(origin.local)
            // What stdout has received before a check fails cannot be taken back.
            let isAlone =
                !output.isOneArchive || finishes && !(request.checksPlatforms && output == .standardOutput)
            let pull = ImagePull(
                image: request.image, listedName: output.imageName, verifiesPresent: request.verifiesPresent,
                rules: rules, wanted: wanted, origin: origin,
                root: root, slots: slots, budget: budget, listing: listing, events: events, start: start,
                archive: build.map { ArchiveStep(build: $0, isWholeArchive: isAlone) },
                check: request.checksPlatforms ? PullCheck(image: request.image, rules: rules, events: events) : nil)
            do throws(ResolverError) {
                let images = try await pull.run(into: &target)
                let platform = images.first?.platform
                _ = await noteSingleManifest(request.image, root, of: origin, platform: platform, asksTag: false)
                if finishes {
                    if build == nil {
                        try await target.finish(now: Int64(ProcessFacts.now()))
                    } else {
                        try await archives.end(output)?.finish()
                    }
                }
                return images
            } catch {
                await target.clearLocks()
                if let offered = error.noMatch?.offered {
                    let platform = offered.first?.platform
                    _ = await noteSingleManifest(request.image, root, of: origin, platform: platform, asksTag: false)
                }
                throw error
            }
        }
    }

    /// Writes the archive of the images that were pulled into `output` with `finishes: false`, if it is one, and removes what no
    /// later pull needs: old parts from the local store, everything but the layout from an output.
    public func finish(_ output: PullOutput) async throws(ResolverError) {
        guard output.isStore else {
            guard let build = await archives.end(output) else { return }
            do throws(ResolverError) {
                try await build.finish()
            } catch {
                await build.abandon(error)
                throw error
            }
            return
        }
        try await target(output, nil).finish(now: Int64(ProcessFacts.now()))
    }

    private func target(_ output: PullOutput, _ build: ArchiveBuild?) throws(ResolverError) -> PullTarget {
        let sources = [localStore].compactMap(\.self)
        if let build { return try PullTarget(path: build.target.scratchPath, kind: .output, sources: sources) }
        if case .layout(let path, _) = output { return try PullTarget(path: path, kind: .output, sources: sources) }
        return try PullTarget(path: localStorePath, kind: .local)
    }

    /// The archives of `output`, perhaps begun by an earlier pull; `nil` if it is a store.
    private func archiveBuild(_ output: PullOutput) async throws(ResolverError) -> ArchiveBuild? {
        guard !output.isStore else { return nil }
        let (path, events) = (localStorePath, events)
        let build = await archives.build(output) {
            ArchiveTarget(output, localStorePath: path).map { ArchiveBuild($0, events: events) }
        }
        try build?.target.check()
        build?.target.removeForgotten(now: Int64(ProcessFacts.now()))
        return build
    }
}
