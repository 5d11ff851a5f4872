import ImageModel
import ImageStore

/// Makes of an image in a `docker save` archive one that a registry takes.
struct DockerImageMaker: Sendable {
    let listing: ArchiveListing
    let scratchFolder: String
    /// How many layers are compressed at once.
    let jobs: Int

    /// Verifies the config and the layers of `image`, compresses those that are not, and makes its manifest.
    func make(_ image: DockerArchiveImage, name: String?) async throws(ArchiveError) -> MadeImage {
        let config = try DockerConfig(of: image, in: listing)
        var works: [Work: FileSpan] = [:]
        var order: [Work] = []
        for (written, diffID) in zip(image.layers, config.diffIDs) {
            guard let name = try MemberName.plain(written), let span = try listing.file(name) else {
                throw .lacking(member: written, namedBy: ArchiveListing.manifest)
            }
            order.append(Work(name: name, diffID: diffID))
            works[Work(name: name, diffID: diffID)] = span
        }
        let made = try await made(works)
        return try MadeImage(name: name, config: config, layers: order.compactMap { made[$0] })
    }

    /// A layer that is to be made; an image may have the same one several times.
    private struct Work: Hashable {
        let name: String
        let diffID: Digest
    }

    private func made(_ works: [Work: FileSpan]) async throws(ArchiveError) -> [Work: MadeLayer] {
        let outcome = await withTaskGroup(of: Result<(Work, MadeLayer), ArchiveError>.self) { group in
            var rest = works.sorted { $0.value.offset < $1.value.offset }[...]
            for (work, span) in rest.prefix(max(1, jobs)) { group.addTask { await make(work, span) } }
            rest = rest.dropFirst(max(1, jobs))
            var made: [Work: MadeLayer] = [:]
            var failure: ArchiveError?
            for await result in group {
                switch result {
                case .success(let (work, layer)): made[work] = layer
                case .failure(let error):
                    failure = failure ?? error
                    group.cancelAll()
                }
                if failure == nil, let (work, span) = rest.popFirst() { group.addTask { await make(work, span) } }
            }
            return failure.map { .failure($0) } ?? Result<[Work: MadeLayer], ArchiveError>.success(made)
        }
        return try outcome.get()
    }

    private func make(_ work: Work, _ span: FileSpan) async -> Result<(Work, MadeLayer), ArchiveError> {
        do throws(ArchiveError) {
            let layer = try await DiskExecutor.run { () async throws(ArchiveError) in
                try MadeLayer.of(span, named: work.name, diffID: work.diffID, scratchFolder: scratchFolder)
            }
            return .success((work, layer))
        } catch {
            return .failure(error)
        }
    }
}
