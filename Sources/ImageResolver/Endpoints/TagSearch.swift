import ImageModel
import RegistryClient

/// Remembers which of an image's places have been asked for its tag, so that the next one may be asked for another answer.
actor TagSearch {
    private let sessions: [RegistrySession]
    private var asked = 0

    /// A search among `sessions`, of which none has been asked.
    init(_ sessions: [RegistrySession]) {
        self.sessions = sessions
    }

    /// The places behind the one that has answered last; all, as long as none has.
    var rest: [RegistrySession] { Array(sessions.dropFirst(asked)) }

    /// The name of the place that has answered last.
    var place: String? {
        guard asked > 0, asked <= sessions.count else { return nil }
        return sessions[asked - 1].reference.registry
    }

    /// Notes that `session` has answered.
    func note(answerOf session: RegistrySession) {
        if let index = sessions.firstIndex(where: { $0 === session }) { asked = index + 1 }
    }
}
