import ImageModel

/// Where a copy comes from.
package struct CopyOrigin: Sendable {
    /// The places that are asked, one after the other.
    package let sessions: [RegistrySession]
    /// The repositories of the target's registry that hold what is copied: blobs are mounted from them, not sent.
    package let mountable: [String]
    /// What lies on this machine; then no place is asked.
    package let local: LocalContent?
    /// Whether the source is the target's own repository, which has everything already.
    package let isTarget: Bool

    /// The places of `reference`, for a copy to `target`; `others` are further repositories there that hold the same.
    package init(
        _ reference: Reference, at sessions: [RegistrySession], to target: Reference, besides others: [String] = []
    ) {
        self.sessions = sessions
        local = nil
        let isNeighbour = reference.registry == target.registry
        let repositories = (isNeighbour ? [reference.repository] : []) + others
        mountable = repositories.filter { $0 != target.repository }
        // What a mirror sent need not be at the registry itself.
        let isUpstream = sessions.count == 1 && sessions.allSatisfy { $0.source.kind == .upstream }
        isTarget = isNeighbour && isUpstream && reference.repository == target.repository
    }

    /// What lies on this machine, for a push to `target`; `former` is a name at a registry that it had once.
    package init(_ local: LocalContent, knownAs former: Reference?, to target: Reference) {
        self.local = local
        sessions = []
        isTarget = false
        let isNeighbour = former?.registry == target.registry
        mountable = [former?.repository].compactMap(\.self).filter { isNeighbour && $0 != target.repository }
    }
}
