import ImageModel
import ImageStore

/// The source of a copy.
package struct CopyOrigin: Sendable {
    /// The sessions with the endpoints, used in turn.
    package let sessions: [RegistrySession]
    /// The repositories of the target's registry with the same content; blobs are mounted from them instead of sent.
    package let mountable: [String]
    /// The repository that blobs are read from, if it is known to be the registry's own and not a mirror's.
    let reader: Reference?
    /// The content on this machine; no registry is contacted then.
    package let local: LocalContent?
    /// Whether the source is the target's own repository, which already has everything.
    package let isTarget: Bool

    /// The endpoints of `reference`, for a copy to `target`; `others` are more repositories there with the same content.
    package init(
        _ reference: Reference, at sessions: [RegistrySession], to target: Reference, besides others: [String] = []
    ) {
        self.sessions = sessions
        local = nil
        // A blocked registry must not send its content to another repository either.
        let isBlocked = sessions.contains { $0.configuration.block?.isOfRegistry == true }
        let isNeighbour = reference.registry == target.registry && !isBlocked
        let repositories = (isNeighbour ? [reference.repository] : []) + others
        mountable = repositories.filter { $0 != target.repository }
        // The registry need not have the content that a mirror sends.
        let isUpstream = sessions.count == 1 && sessions.allSatisfy { $0.configuration.kind == .upstream }
        isTarget = isNeighbour && isUpstream && reference.repository == target.repository
        reader = isUpstream && !isBlocked ? sessions.first?.reference : nil
    }

    /// Content on this machine, for a push to `target`; `former` is its name at the registry it came from.
    package init(_ local: LocalContent, knownAs former: Reference?, to target: Reference) {
        self.local = local
        sessions = []
        isTarget = false
        reader = nil
        let isNeighbour = former?.registry == target.registry
        mountable = [former?.repository].compactMap(\.self).filter { isNeighbour && $0 != target.repository }
    }
}

/// The documents and blobs of an image on this machine.
package struct LocalContent: Sendable {
    /// The exact bytes of its manifests and indexes, whose digests have been checked.
    package let documents: [Digest: [UInt8]]
    /// The locations of its blobs, whose bytes have not been checked.
    package let spans: [Digest: FileSpan]

    /// The collected content of an image.
    package init(documents: [Digest: [UInt8]], spans: [Digest: FileSpan]) {
        self.documents = documents
        self.spans = spans
    }
}

/// A document to copy with everything it names, and its names at the target.
package struct CopyRoot: Sendable {
    /// The document.
    package let descriptor: Descriptor
    /// The bytes, if already present; otherwise they are fetched from the source.
    package let bytes: [UInt8]?
    /// The tags at the target; without any, the document is written under its digest.
    package let tags: [String]
    /// The entries to copy, `nil` for all. The other entries of the index, whose bytes stay the same, are omitted.
    package let entries: Set<Digest>?

    /// A document to copy with all or some of its entries.
    package init(_ descriptor: Descriptor, bytes: [UInt8]? = nil, tags: [String] = [], entries: Set<Digest>? = nil) {
        self.descriptor = descriptor
        self.bytes = bytes
        self.tags = tags
        self.entries = entries
    }
}
