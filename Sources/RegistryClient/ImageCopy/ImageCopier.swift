import ErrorMapping
import ImageModel
import RegistryProtocol

/// Copies documents with everything they name into one repository: blobs first, then manifests, and indexes last.
///
/// Nothing touches the disk, and the bytes of documents never change, nor do their digests. Content that the target has is
/// neither fetched nor sent.
package struct ImageCopier: Sendable {
    private let target: RegistrySession
    private let slots: TransferSlots
    private let checksAll: Bool
    private let report: @Sendable (CopyEvent) -> Void

    /// A copier to the repository of `target`; the slots limit how much it does at once.
    ///
    /// With `checksAll`, each blob is checked even if the target has its manifest.
    package init(
        to target: RegistrySession, slots: TransferSlots, checksAll: Bool = false,
        report: @escaping @Sendable (CopyEvent) -> Void
    ) {
        self.target = target
        self.slots = slots
        self.checksAll = checksAll
        self.report = report
    }

    /// Copies `roots` from one source; the tags are written last.
    package func copy(_ roots: [CopyRoot], from source: CopyOrigin) async throws(RegistryError) -> CopyOutcome {
        let walk = CopyWalk(source: source, target: target, slots: slots, checksAll: checksAll)
        let tree = try await walk.tree(of: roots)
        var outcome = CopyOutcome()
        outcome.digests = tree.digests
        outcome.blobs = try await bring(source.isTarget ? [] : tree.blobs, from: source)
        let names = roots.reduce(into: [:]) { $0[$1.descriptor.digest, default: []] += $1.tags }
        let sparse = Set(roots.filter { $0.entries != nil }.map(\.descriptor.digest))
        for round in tree.rounds {
            let areListed = try await slots.each(round) { document throws(RegistryError) in
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
    ) async throws(RegistryError) -> [Digest: (size: Int64, outcome: BlobOutcome)] {
        guard !blobs.isEmpty else { return [:] }
        let size = blobs.reduce(Int64(0)) { $0.addingClamped($1.size) }
        report(.planned(blobs: blobs.count, bytes: size))
        let copy = BlobCopy(source: source, target: target, report: report)
        let outcomes = try await slots.each(blobs) { blob throws(RegistryError) in try await copy.run(blob) }
        return zip(blobs, outcomes).reduce(into: [:]) { $0[$1.0.digest] = ($1.0.size, $1.1) }
    }

    /// Writes a document under its tags or its digest; `true` if the target lists it as a referrer of its subject.
    private func put(
        _ document: CopiedDocument, as tags: [String], isSparse: Bool
    ) async throws(RegistryError) -> Bool {
        var isListed = false
        for name in tags.isEmpty ? [document.descriptor.digest.description] : tags {
            let stored = try await mapError(
                { (error: RegistryError) in isSparse ? error.ofSparseIndex : error },
                awaiting: try await target.put(
                    manifest: document.bytes, mediaType: document.descriptor.mediaType, as: name))
            isListed = isListed || stored.isListed
        }
        return isListed
    }
}

/// The outcome of a copy.
package struct CopyOutcome: Sendable {
    /// The digests of all documents, including those already present, in the order of discovery.
    package internal(set) var digests: [Digest] = []
    /// The documents that were pushed.
    package internal(set) var pushed: [CopiedDocument] = []
    /// The digests of those that the target lists as referrers of their subjects.
    package internal(set) var listed: Set<Digest> = []
    /// The outcome of each blob.
    package internal(set) var blobs: [Digest: (size: Int64, outcome: BlobOutcome)] = [:]

    /// The bytes of the blobs with that outcome; `Int64.max` on overflow.
    package func bytes(_ outcome: BlobOutcome) -> Int64 {
        blobs.values.reduce(0) { sum, blob in
            guard blob.outcome == outcome else { return sum }
            return sum.addingClamped(blob.size)
        }
    }
}

extension RegistryError {
    /// The same failure, marked as the refusal of an index with missing entries if it is one.
    ///
    /// Not all registries name that reason: a client error in response to such an index is taken to mean it.
    fileprivate var ofSparseIndex: RegistryError {
        guard case .refusedWrite(let refusal) = cause,
            [.incomplete, .malformed].contains(refusal.reason) || [400, 404, 422].contains(refusal.failure.status)
        else { return self }
        return RegistryError(operation, at: endpoint, .refusedSparseIndex(refusal))
    }
}
