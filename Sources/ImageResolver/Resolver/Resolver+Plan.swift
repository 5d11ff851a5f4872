import ErrorMapping
import ImageArchive
import ImageModel
import ImageStore
import PlatformModel
import RegistryClient

extension Resolver {
    /// What a pull of these images into `output` would fetch, each blob once. No layer is requested, and nothing is written.
    ///
    /// The documents are read as a pull reads them, so the number of requests is that of the pull. An image that cannot be
    /// pulled does not end the plan of the others.
    public func plan(
        _ requests: [PullRequest], to output: PullOutput
    ) async throws(ResolverError) -> PlannedPull {
        let resolver = sharingReads()
        let outcomes = await Self.each(requests, stopsAll: false) { request, _ throws(ResolverError) in
            try await resolver.facts(of: request, to: output)
        }
        guard !Task.isCancelled else { throw .interrupted }
        var bill = PullBill()
        return PlannedPull(outcomes: outcomes.map { $0.map { bill.images(of: $0) } }, total: bill.total)
    }

    /// Reads the documents of an image, and looks where its blobs are.
    private func facts(of request: PullRequest, to output: PullOutput) async throws(ResolverError) -> PullFacts {
        try await bounded(request.image) { source throws(ResolverError) in
            let texts = request.platforms.isEmpty ? options.platforms : request.platforms
            let archive = ArchiveTarget(output, of: [request.image], scratchFolder: scratchFolder)
            try archive?.check()
            let directory = try rootFileSystem(output)
            try await directory?.check()
            var target = try target(output, scratchPath: directory?.storePath ?? archive?.scratchPath)
            let (rules, wanted, origin, root) = try await begin(
                request.image, source, for: texts, using: target.existingStores, locked: request.locked
            ) { rules throws(ResolverError) in
                let wanted = try rules.wanted.selection(texts)
                return (wanted, wanted.key)
            }
            target.add(origin.local)
            let choice = PullChoice(
                image: request.image, rules: rules, wanted: wanted, origin: origin, root: root,
                takesArtifacts: request.takesArtifacts, events: events)
            let contents = try await choice.contents(keepsIndex: target.isLocal)
            try origin.locked?.check(contents)
            var archiveSize: Int64 = 0
            if let archive {
                let archived = try choice.archived(contents, as: output.imageName)
                let plan = try mapError(
                    { (error: ArchiveError) in ResolverError(archive: error, path: archive.name(of: archived)) },
                    try ArchivePlan([archived]))
                archiveSize = archive.isStream ? 0 : plan.archiveSize
            }
            let received = await origin.received
            var locations = target.locations(of: contents, received: received)
            if let directory, try await !directory.isNeeded(UnpackedImage(choice, contents)) {
                // The layers are unpacked already.
                for layer in contents.manifests.flatMap(\.layers) { locations[layer.digest] = .stored }
            }
            return PullFacts(
                image: request.image, name: origin.name, source: await self.firstSource(of: origin), contents: contents,
                received: received, locations: locations, requests: await origin.requests, archiveSize: archiveSize)
        }
    }

    /// The registry or mirror that is asked first for layers, or the layout or archive that has them.
    private func firstSource(of origin: any ImageOrigin) async -> String? {
        for session in origin.endpoints?.digests ?? [] where await session.exclusion == nil {
            return session.reference.registry
        }
        return origin.local?.name
    }
}

extension PullTarget {
    /// Where the documents and blobs of a pull are; `received` are the sizes of documents that came from a registry.
    fileprivate func locations(
        of contents: PullContents, received: [Digest: Int64]
    ) -> [Digest: PullFacts.Location] {
        var locations: [Digest: PullFacts.Location] = [:]
        let documents = contents.allDocuments
        for (digest, bytes) in documents {
            let isStored = store?.contains(digest, size: Int64(bytes.count)) == true
            locations[digest] =
                isStored ? .stored : received[digest] == nil ? .elsewhere(isLinkable: false) : .absent(resumable: 0)
        }
        for blob in contents.manifests.flatMap({ [$0.config] + $0.layers }) where documents[blob.digest] == nil {
            locations[blob.digest] = location(of: blob)
        }
        return locations
    }
}
