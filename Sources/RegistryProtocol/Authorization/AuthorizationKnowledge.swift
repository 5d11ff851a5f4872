/// What one request has learnt about a registry, for those that follow.
///
/// It is for one repository of one registry: the scope of the tokens is part of it.
package struct AuthorizationKnowledge: Hashable, Sendable {
    /// What the registry wants; `nil` as long as it has not said, and then nothing is shown to it.
    var terms: AuthorizationTerms?
    /// The credentials that have not been refused, the next to try first; `nil` as long as nobody has looked.
    var candidates: [SourcedCredential]?
    /// The credential that the registry has let in last, for any request; `nil` as long as it has let in none.
    var accepted: SourcedCredential?

    /// Whether the registry wants to be shown a credential; as long as it has not said, it does not.
    package var hasTerms: Bool { terms != nil }

    /// Nothing is known.
    package init() {}

    /// This knowledge with what another request has learnt since; one that was asked for nothing has learnt nothing.
    package func learning(from other: AuthorizationKnowledge) -> AuthorizationKnowledge {
        other.terms == nil ? self : other
    }

    /// This knowledge for a request of the same repository that needs what `scope` allows, too.
    package func widened(by scope: String) -> AuthorizationKnowledge {
        var wider = self
        wider.terms = terms?.widened(by: scope)
        return wider
    }

    /// The credentials that `found` holds, and none at all as the last for somebody who only wants to read.
    mutating func add(_ found: [SourcedCredential], purpose: AuthorizationContext.Purpose) {
        let isAnonymousLast = purpose == .pull || found.isEmpty
        candidates = found.filter { $0.credential != .anonymous } + (isAnonymousLast ? [.anonymous] : [])
    }

    /// The next credential that meets `terms`.
    func candidate(for terms: AuthorizationTerms) -> SourcedCredential? {
        candidates?.first { terms.accept($0.credential) }
    }

    /// Leaves a refused credential out from now on.
    mutating func drop(_ refused: SourcedCredential) {
        candidates?.removeAll { $0 == refused }
        if accepted == refused { accepted = nil }
    }
}
