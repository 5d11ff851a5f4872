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
    private let settings: CopySettings
    private let report: @Sendable (CopyEvent) -> Void

    /// A copier to the repository of `target`; the slots limit how much it does at once.
    package init(
        to target: RegistrySession, slots: TransferSlots, settings: CopySettings = CopySettings(),
        report: @escaping @Sendable (CopyEvent) -> Void
    ) {
        self.target = target
        self.slots = slots
        self.settings = settings
        self.report = report
    }

    /// Copies `roots` from one source; the tags are written last.
    package func copy(_ roots: [CopyRoot], from source: CopyOrigin) async throws(RegistryError) -> CopyOutcome {
        let tree = try await walk(settings.checks, from: source).tree(of: roots)
        let seen = await settings.locations?.locations(of: tree.blobs, for: target.reference)
        let blobCopy = BlobCopy(
            source: source, target: target, seen: seen ?? SeenBlobs(at: target.reference), report: report)
        var outcome = CopyOutcome()
        outcome.digests = tree.digests
        outcome.blobs = try await bring(source.isTarget ? [] : tree.blobs, by: blobCopy.run)
        let names = roots.reduce(into: [:]) { $0[$1.descriptor.digest, default: []] += $1.tags }
        let sparse = Set(roots.filter { $0.entries != nil }.map(\.descriptor.digest))
        for round in tree.rounds {
            let writings = try await slots.each(round) { [outcome] document throws(RegistryError) in
                let isSparse = !sparse.isEmpty && !document.entries.isEmpty
                let mounted = document.blobs.filter { outcome.blobs[$0.digest]?.outcome == .mounted }
                return try await put(
                    document, as: names[document.descriptor.digest] ?? [], isSparse: isSparse, mounted: mounted)
            }
            for (document, writing) in zip(round, writings) {
                let stored: StoredManifest
                switch writing {
                case .stored(let manifest): stored = manifest
                case .incomplete:
                    try await sendMounted(document, by: blobCopy, &outcome)
                    stored = try await put(document, as: names[document.descriptor.digest] ?? [])
                }
                outcome.pushed.append(document)
                outcome.served[document.descriptor.digest] = stored.digest
                if stored.isListed { outcome.listed.insert(document.descriptor.digest) }
            }
        }
        if let seen {
            await settings.locations?.note(
                present: outcome.digests(.sent, .present, .mounted), read: outcome.digests(.sent), from: source, seen)
        }
        outcome.add(held: tree.heldBlobs)
        return outcome
    }

    /// The outcome for documents that the target has, with everything they name: nothing is checked or copied.
    package func count(_ roots: [CopyRoot], from source: CopyOrigin) async throws(RegistryError) -> CopyOutcome {
        let tree = try await walk(.nothing, from: source).tree(of: roots)
        var outcome = CopyOutcome()
        outcome.digests = tree.digests
        outcome.add(held: tree.blobs + tree.heldBlobs)
        return outcome
    }

    private func walk(_ checks: CopyChecks, from source: CopyOrigin) -> CopyWalk {
        let countsPresent = settings.countsPresent || source.local != nil
        return CopyWalk(source: source, target: target, slots: slots, checks: checks, countsPresent: countsPresent)
    }

    private func bring(
        _ blobs: [Descriptor], by copy: @escaping @Sendable (Descriptor) async throws(RegistryError) -> BlobOutcome
    ) async throws(RegistryError) -> [Digest: (size: Int64, outcome: BlobOutcome)] {
        guard !blobs.isEmpty else { return [:] }
        let size = blobs.reduce(Int64(0)) { $0.addingClamped($1.size) }
        report(.planned(blobs: blobs.count, bytes: size))
        let outcomes = try await slots.each(blobs, copy)
        return zip(blobs, outcomes).reduce(into: [:]) { $0[$1.0.digest] = ($1.0.size, $1.1) }
    }

    /// Sends the blobs of a document that the registry claimed to have mounted and does not have; if it claims to have them
    /// all, all are sent.
    private func sendMounted(
        _ document: CopiedDocument, by copy: BlobCopy, _ outcome: inout CopyOutcome
    ) async throws(RegistryError) {
        let mounted = document.blobs.filter { outcome.blobs[$0.digest]?.outcome == .mounted }
        let arePresent = try await slots.each(mounted) { [target] blob throws(RegistryError) in
            try await target.has(blob: blob.digest, size: blob.size)
        }
        let missing = zip(mounted, arePresent).filter { !$1 }.map(\.0)
        let sent = try await bring(missing.isEmpty ? mounted : missing, by: copy.sendAgain)
        outcome.blobs.merge(sent) { _, new in new }
    }

    /// The outcome of writing a document.
    private enum Writing: Sendable {
        case stored(StoredManifest)
        /// The registry lacks a blob that it claimed to have mounted.
        case incomplete
    }

    private func put(
        _ document: CopiedDocument, as tags: [String], isSparse: Bool, mounted: [Descriptor]
    ) async throws(RegistryError) -> Writing {
        do throws(RegistryError) {
            return .stored(try await put(document, as: tags))
        } catch {
            if case .refusedWrite(let refusal) = error.cause, refusal.reason == .incomplete, !mounted.isEmpty {
                return .incomplete
            }
            throw isSparse ? error.ofSparseIndex : error
        }
    }

    /// Writes a document under its tags or its digest; it is listed if one of the responses says so.
    private func put(_ document: CopiedDocument, as tags: [String]) async throws(RegistryError) -> StoredManifest {
        let digest = document.descriptor.digest
        var result = StoredManifest(digest: digest, isListed: false)
        for name in tags.isEmpty ? [digest.description] : tags {
            let stored = try await target.put(
                manifest: document.bytes, mediaType: document.descriptor.mediaType, as: name)
            result = StoredManifest(digest: stored.digest, isListed: result.isListed || stored.isListed)
        }
        return result
    }
}

/// How a copy is made.
package struct CopySettings: Sendable {
    /// What is checked at the target.
    package var checks = CopyChecks.manifests
    /// Whether the manifests that the target has are read, to count their blobs; those on this machine always are.
    package var countsPresent = false
    /// Where blobs were seen before; `nil` if that is not kept.
    package var locations: BlobLocations?

    /// Settings that keep nothing.
    package init() {}
}

/// The outcome of a copy.
package struct CopyOutcome: Sendable {
    /// The digests of all documents, including those already present, in the order of discovery.
    package internal(set) var digests: [Digest] = []
    /// The documents that were pushed.
    package internal(set) var pushed: [CopiedDocument] = []
    /// The digests of those that the target lists as referrers of their subjects.
    package internal(set) var listed: Set<Digest> = []
    /// The digest by which the registry serves each of them: it may use another algorithm.
    package internal(set) var served: [Digest: Digest] = [:]
    /// The outcome of each blob.
    package internal(set) var blobs: [Digest: (size: Int64, outcome: BlobOutcome)] = [:]

    /// The blobs with these outcomes, sorted.
    func digests(_ outcomes: BlobOutcome...) -> [Digest] {
        let digests = blobs.filter { outcomes.contains($0.value.outcome) }.keys
        return digests.sorted { $0.description < $1.description }
    }

    /// Adds blobs that the target has because it has a manifest that names them. Layers with other addresses need not be there.
    mutating func add(held: [Descriptor]) {
        for blob in held where blobs[blob.digest] == nil {
            blobs[blob.digest] = (blob.size, blob.urls.isEmpty ? .present : .elsewhere)
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
