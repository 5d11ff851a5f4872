import ImageModel
import ImageStore
import RegistryProtocol

/// Copies the referrers of documents: signatures, SBOMs, attestations, and their own referrers.
///
/// The source lists them by the referrers API or under the tag of the tag schema. The target lists them in its own way: without
/// a referrers API, the tag is updated. Content that cosign stores under its own tags gets the same tags. Only the last endpoint of
/// the source is queried, which is the registry itself: a mirror need not have the referrers.
package struct ReferrersCopier: Sendable {
    private let source: CopyOrigin
    private let target: RegistrySession
    private let copier: ImageCopier
    private let slots: TransferSlots
    /// Whether an existing cosign tag with other content is replaced.
    private let replacesTags: Bool
    private let warn: @Sendable (String) -> Void

    /// A copier of the referrers at `source`.
    package init(
        from source: CopyOrigin, to target: RegistrySession, by copier: ImageCopier, slots: TransferSlots,
        replacesTags: Bool, warn: @escaping @Sendable (String) -> Void
    ) {
        self.source = source
        self.target = target
        self.copier = copier
        self.slots = slots
        self.replacesTags = replacesTags
        self.warn = warn
    }

    /// Copies the referrers of the documents with these digests; returns them with the outcomes.
    package func copy(
        attachedTo digests: [Digest]
    ) async throws(RegistryError) -> (attached: [Descriptor], outcomes: [CopyOutcome]) {
        var attached: [Descriptor] = []
        var outcomes: [CopyOutcome] = []
        var seen: Set<Digest> = []
        var subjects = digests
        while true {
            subjects = subjects.filter { seen.insert($0).inserted }
            guard seen.count <= Limits.indexDocuments else {
                throw RegistryError(.copy, .tooManyDocuments(limit: Limits.indexDocuments))
            }
            guard !subjects.isEmpty else { return (attached, outcomes) }
            let lists = try await slots.each(subjects) { digest throws(RegistryError) in try await listed(for: digest) }
            let named = try await slots.each(subjects) { digest throws(RegistryError) in try await tagged(for: digest) }
            let roots = lists.flatMap(\.self).map { CopyRoot($0) } + named.flatMap(\.self)
            guard !roots.isEmpty else { return (attached, outcomes) }
            let outcome = try await copier.copy(roots, from: source)
            for (subject, list) in zip(subjects, lists) {
                try await self.list(list.filter { !outcome.listed.contains($0.digest) }, attachedTo: subject)
            }
            attached += roots.map(\.descriptor)
            outcomes.append(outcome)
            subjects = outcome.digests
        }
    }

    /// Ensures that the target lists the documents of `outcome` as referrers of their subjects.
    package func list(_ outcome: CopyOutcome) async throws(RegistryError) {
        for document in outcome.pushed where !outcome.listed.contains(document.descriptor.digest) {
            guard let subject = document.subject else { continue }
            try await list([document.listing], attachedTo: subject.digest)
        }
    }

    /// Ensures that the target lists `referrers` as referrers of the document with that digest.
    private func list(_ referrers: [Descriptor], attachedTo subject: Digest) async throws(RegistryError) {
        guard !referrers.isEmpty else { return }
        let listed = try await target.referrers(of: subject)
        let digests = Set(listed.descriptors.map(\.digest))
        guard !referrers.allSatisfy({ digests.contains($0.digest) }) else { return }
        // If clients maintain the list, it was just read.
        let tagged =
            switch listed.keeper {
            case .clients: listed.descriptors
            case .registry: try await target.taggedReferrers(of: subject)
            }
        let known = Set(tagged.map(\.digest))
        let index = ImageIndex(manifests: tagged + referrers.filter { !known.contains($0.digest) })
        try await target.put(manifest: index.encoded(), mediaType: MediaType.ociIndex, as: subject.referrersTag)
    }

    private func listed(for digest: Digest) async throws(RegistryError) -> [Descriptor] {
        try await source.sessions.last?.referrers(of: digest).descriptors ?? []
    }

    /// The content that cosign stores for a document, with its tags at the target.
    private func tagged(for digest: Digest) async throws(RegistryError) -> [CopyRoot] {
        var roots: [CopyRoot] = []
        for tag in digest.attachmentTags {
            if let found = try await source.sessions.last?.documentIfAny(tag: tag),
                try await isWanted(found.digest, under: tag)
            {
                let type = found.contentType.map { MediaType.essence(of: $0) } ?? MediaType.ociManifest
                let descriptor = Descriptor(mediaType: type, digest: found.digest, size: Int64(found.bytes.count))
                roots.append(CopyRoot(descriptor, bytes: found.bytes, tags: [tag]))
            }
        }
        return roots
    }

    private func isWanted(_ digest: Digest, under tag: String) async throws(RegistryError) -> Bool {
        guard let existing = try await target.manifestHead(tag)?.digest else { return true }
        guard existing != digest else { return false }
        guard !replacesTags else { return true }
        warn("the target's tag '\(tag)' refers to other content and is kept; --force replaces it")
        return false
    }
}
