import ImageModel
import ImageStore
import RegistryProtocol

/// Copies what is attached to documents: signatures, SBOMs, attestations, and what is attached to these.
///
/// What the source lists, by the referrers API or under the tag of the tag schema, the target lists in its own way: where it
/// has no referrers API, the tag is brought up to date. What cosign keeps under tags of its own gets the same tags. The last
/// place of the source is asked, which is the registry itself: a mirror need not know what is attached.
package struct ReferrersCopier: Sendable {
    private let source: CopyOrigin
    private let target: RegistrySession
    private let copier: ImageCopier
    private let slots: TransferSlots
    /// Whether a tag of cosign's that stands for something else is replaced.
    private let replacesTags: Bool
    private let warn: @Sendable (String) -> Void

    /// A copier of what is attached at `source`.
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

    /// Copies what is attached to the documents of `digests`; gives it with what the copying came to.
    package func copy(
        attachedTo digests: [Digest]
    ) async throws(CopyError) -> (attached: [Descriptor], outcomes: [CopyOutcome]) {
        var attached: [Descriptor] = []
        var outcomes: [CopyOutcome] = []
        var seen: Set<Digest> = []
        var subjects = digests
        while true {
            subjects = subjects.filter { seen.insert($0).inserted }
            guard seen.count <= Limits.indexDocuments else { throw .tooManyDocuments(limit: Limits.indexDocuments) }
            guard !subjects.isEmpty else { return (attached, outcomes) }
            let lists = try await slots.each(subjects) { digest throws(CopyError) in try await listed(for: digest) }
            let named = try await slots.each(subjects) { digest throws(CopyError) in try await tagged(for: digest) }
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

    /// Sees to it that the target lists the documents of `outcome` that are attached to others.
    package func list(_ outcome: CopyOutcome) async throws(CopyError) {
        for document in outcome.pushed where !outcome.listed.contains(document.descriptor.digest) {
            guard let subject = document.subject else { continue }
            try await list([document.listing], attachedTo: subject.digest)
        }
    }

    /// Sees to it that the target lists `referrers` as attached to the document of that digest.
    private func list(_ referrers: [Descriptor], attachedTo subject: Digest) async throws(CopyError) {
        guard !referrers.isEmpty else { return }
        let tagged: [Descriptor]
        do throws(FetchError) {
            let known = try await target.referrers(of: subject)
            let listed = Set(known.descriptors.map(\.digest))
            guard !referrers.allSatisfy({ listed.contains($0.digest) }) else { return }
            // Where clients keep the list, that is what was just read.
            switch known.keeper {
            case .clients: tagged = known.descriptors
            case .registry: tagged = try await target.taggedReferrers(of: subject)
            }
        } catch {
            throw .target(error)
        }
        let known = Set(tagged.map(\.digest))
        let index = ImageIndex(manifests: tagged + referrers.filter { !known.contains($0.digest) })
        do throws(PushError) {
            _ = try await target.put(
                manifest: index.encoded(), mediaType: MediaType.ociIndex, as: subject.referrersTag)
        } catch {
            throw .push(error)
        }
    }

    private func listed(for digest: Digest) async throws(CopyError) -> [Descriptor] {
        do throws(FetchError) {
            return try await source.sessions.last?.referrers(of: digest).descriptors ?? []
        } catch {
            throw .fetch(error)
        }
    }

    /// What cosign keeps for a document, with the tags that it needs at the target.
    private func tagged(for digest: Digest) async throws(CopyError) -> [CopyRoot] {
        var roots: [CopyRoot] = []
        for tag in digest.attachmentTags {
            let found: FetchedDocument?
            do throws(FetchError) {
                found = try await source.sessions.last?.documentIfAny(tag: tag)
            } catch {
                throw .fetch(error)
            }
            if let found, try await isWanted(found.digest, under: tag) {
                let type = found.contentType.map { MediaType.essence(of: $0) } ?? MediaType.ociManifest
                let descriptor = Descriptor(mediaType: type, digest: found.digest, size: Int64(found.bytes.count))
                roots.append(CopyRoot(descriptor, bytes: found.bytes, tags: [tag]))
            }
        }
        return roots
    }

    private func isWanted(_ digest: Digest, under tag: String) async throws(CopyError) -> Bool {
        let standing: Digest?
        do throws(FetchError) {
            standing = try await target.manifestHead(tag)?.digest
        } catch {
            throw .target(error)
        }
        guard let standing, standing != digest else { return standing == nil }
        guard !replacesTags else { return true }
        warn("the target's tag '\(tag)' stands for something else and stays as it is; --force replaces it")
        return false
    }
}
