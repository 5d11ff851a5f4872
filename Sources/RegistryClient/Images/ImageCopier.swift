import ImageModel

/// Copies documents with all that they name into one repository: blobs first, then manifests, and lists last.
///
/// Nothing touches the disk, and the bytes of documents never change, so their digests stay. What the target has is neither
/// asked of the source nor sent.
package struct ImageCopier: Sendable {
    private let target: RegistrySession
    private let slots: TransferSlots
    private let checksAll: Bool
    private let report: @Sendable (CopyEvent) -> Void

    /// A copier to the repository of `target`, which does as much at once as there are slots.
    ///
    /// With `checksAll` a manifest that the target has does not stand for its blobs: each is asked for.
    package init(
        to target: RegistrySession, slots: TransferSlots, checksAll: Bool = false,
        report: @escaping @Sendable (CopyEvent) -> Void
    ) {
        self.target = target
        self.slots = slots
        self.checksAll = checksAll
        self.report = report
    }

    /// Copies `roots` from one source; they get their tags last of all.
    package func copy(_ roots: [CopyRoot], from source: CopyOrigin) async throws(CopyError) -> CopyOutcome {
        let walk = CopyWalk(source: source, target: target, slots: slots, checksAll: checksAll)
        let tree = try await walk.tree(of: roots)
        var outcome = CopyOutcome()
        outcome.digests = tree.digests
        outcome.blobs = try await bring(source.isTarget ? [] : tree.blobs, from: source)
        let names = roots.reduce(into: [:]) { $0[$1.descriptor.digest, default: []] += $1.tags }
        let sparse = Set(roots.filter { $0.entries != nil }.map(\.descriptor.digest))
        for round in tree.rounds {
            let areListed = try await slots.each(round) { document throws(CopyError) in
                let isSparse = !sparse.isEmpty && !document.entries.isEmpty
                return try await put(document, as: names[document.descriptor.digest] ?? [], isSparse: isSparse)
            }
            outcome.pushed += round
            for (document, isListed) in zip(round, areListed) where isListed {
                outcome.listed.insert(document.descriptor.digest)
            }
        }
        return outcome
    }

    private func bring(
        _ blobs: [Descriptor], from source: CopyOrigin
    ) async throws(CopyError) -> [Digest: (size: Int64, fate: BlobFate)] {
        guard !blobs.isEmpty else { return [:] }
        let size = blobs.reduce(Int64(0)) { sum, blob in
            let (total, isOver) = sum.addingReportingOverflow(blob.size)
            return isOver ? .max : total
        }
        report(.planned(blobs: blobs.count, bytes: size))
        let copy = BlobCopy(source: source, target: target, report: report)
        let fates = try await slots.each(blobs) { blob throws(CopyError) in try await copy.run(blob) }
        return zip(blobs, fates).reduce(into: [:]) { $0[$1.0.digest] = ($1.0.size, $1.1) }
    }

    /// Writes a document under its tags, or its digest; `true` where the target lists it as attached to its subject.
    private func put(
        _ document: CopiedDocument, as tags: [String], isSparse: Bool
    ) async throws(CopyError) -> Bool {
        var isListed = false
        for name in tags.isEmpty ? [document.descriptor.digest.description] : tags {
            do throws(PushError) {
                let stored = try await target.store(
                    manifest: document.bytes, mediaType: document.descriptor.mediaType, as: name)
                isListed = isListed || stored.isListed
            } catch {
                throw isSparse && error.lacksParts ? .sparse(error) : .push(error)
            }
        }
        return isListed
    }
}
