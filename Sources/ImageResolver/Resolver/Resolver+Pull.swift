import ClientConfiguration
import EngineClient
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
        let build = try await archiveBuild(output, of: [request.image])
        let scratch = containerdScratch(output, of: [request.image])
        let unpacking = try await unpackStep(output, of: request.image, scratch)
        do throws(ResolverError) {
            return try await pull(request, to: output, build, unpacking, finishes: finishes)
        } catch {
            await unpacking?.abandon(error)
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

    /// Pulls one image, perhaps in its `turn` among several. The caller finishes or abandons the archive if the pull fails.
    func pull(
        _ request: PullRequest, to output: PullOutput, _ build: ArchiveBuild?, _ unpacking: (any UnpackStep)? = nil,
        finishes: Bool, turn: PullTurn? = nil
    ) async throws(ResolverError) -> [PulledImage] {
        try await bounded(request.image) { source throws(ResolverError) in
            let start = ProcessFacts.now()
            let texts = request.platforms.isEmpty ? options.platforms : request.platforms
            var target = try target(output, scratchPath: unpacking?.storePath ?? build?.target.scratchPath)
            let (rules, wanted, origin, root) = try await begin(
                request.image, source, for: texts, using: target.existingStores, locked: request.locked
            ) { rules throws(ResolverError) in
                let wanted = try rules.wanted.selection(texts)
                return (wanted, wanted.key)
            }
            for platform in wanted.platforms { rules.warnings(about: platform).forEach(events) }
            target.add(origin.local)
            let step = build.map { build in
                // What has been sent before a check fails cannot be taken back.
                let waits = request.checksPlatforms && build.target.isStream
                let isAlone = !output.isOneArchive || finishes
                return ArchiveStep(build: build, moment: isAlone ? waits ? .afterwards : .meanwhile : .withOthers)
            }
            let choice = PullChoice(
                image: request.image, rules: rules, wanted: wanted, origin: origin, root: root,
                takesArtifacts: request.takesArtifacts, events: events)
            let pull = ImagePull(
                choice: choice, listedName: output.imageName, verifiesPresent: request.verifiesPresent, slots: slots,
                budget: budget, claims: claims, listing: listing, events: events,
                start: start, archive: step, unpacking: unpacking,
                check: request.checksPlatforms ? PullCheck(image: request.image, rules: rules, events: events) : nil,
                turn: turn)
            do throws(ResolverError) {
                let images = try await pull.run(into: &target)
                let platform = images.first?.platform
                _ = await noteSingleManifest(request.image, root, of: origin, platform: platform, asksTag: false)
                if finishes {
                    if build == nil, unpacking == nil {
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
        try await target(output, scratchPath: nil).finish(now: Int64(ProcessFacts.now()))
    }

    /// The store that a pull fills: the output itself or, for an archive, the scratch layout.
    func target(_ output: PullOutput, scratchPath: String?) throws(ResolverError) -> PullTarget {
        let sources = [localStore].compactMap(\.self)
        if let scratchPath { return try PullTarget(path: scratchPath, kind: .output, sources: sources) }
        if case .layout(let path, _) = output { return try PullTarget(path: path, kind: .output, sources: sources) }
        return try PullTarget(path: localStorePath, kind: .local)
    }

    /// Where the blobs of these images are until containerd has them; `nil` for another output.
    func containerdScratch(_ output: PullOutput, of images: [String]) -> ContainerdScratch? {
        guard case .containerd(let target) = output else { return nil }
        return ContainerdScratch(
            in: scratchFolder, of: images, for: target, events: events)
    }

    /// The directory that gets the files of an image; `nil` for another output.
    func rootFileSystem(_ output: PullOutput) throws(ResolverError) -> RootFileSystem? {
        guard case .rootFileSystem(let path, let makesDevices) = output else { return nil }
        return RootFileSystem(
            path, makesDevices: makesDevices, catalog: try PlatformCatalog.overlaid(by: options.tables),
            events: events)
    }

    /// The step that unpacks the image into `output`; `nil` if it is a store or an archive.
    func unpackStep(
        _ output: PullOutput, of image: String, _ scratch: ContainerdScratch?
    ) async throws(ResolverError) -> (any UnpackStep)? {
        let step: (any UnpackStep)? =
            switch output {
            case .rootFileSystem: try rootFileSystem(output)
            case .containerd(let target):
                if let scratch {
                    ContainerdStep(
                        target, image: image, variables: ClientEnvironment(options).variables, scratch,
                        catalog: try PlatformCatalog.overlaid(by: options.tables), events: events)
                } else {
                    nil
                }
            case .localStore, .layout, .archive, .standardOutput, .archives, .docker, .podman: nil
            }
        try await step?.check()
        return step
    }

    /// The archives of `output`, perhaps begun by an earlier pull; `nil` if it is a store.
    func archiveBuild(_ output: PullOutput, of images: [String]) async throws(ResolverError) -> ArchiveBuild? {
        guard !output.isStore else { return nil }
        let (folder, environment, events) = (scratchFolder, ClientEnvironment(options), events)
        let build = await archives.build(output) {
            guard let target = ArchiveTarget(output, of: images, scratchFolder: folder) else { return nil }
            guard case .engine(let kind) = target.place else { return ArchiveBuild(target, events: events) }
            let finder = EngineFinder(
                variables: environment.variables, homeFolder: environment.homeFolder, userID: environment.userID,
                root: options.systemRoot)
            return ArchiveBuild(target, engine: EngineOutput(kind, finder, events: events), events: events)
        }
        try build?.target.check()
        build?.target.removeForgotten(now: Int64(ProcessFacts.now()))
        return build
    }
}
