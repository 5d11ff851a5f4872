import ImageModel
import ImageResolver
import PlatformModel

/// An error as it stands on stderr: sentences for people, or one object for programs.
package struct ErrorRendering {
    /// What went wrong.
    private let error: ResolverError
    /// The status that the program ends with, or would for this image alone.
    private let status: ExitStatus

    /// A rendering of one error; `status` replaces the one that follows from its subject.
    package init(_ error: ResolverError, status: ExitStatus? = nil) {
        self.error = error
        self.status = status ?? ExitStatus(error.kind)
    }

    /// The sentence, the facts of a no-match, and the hints.
    ///
    /// With `offers` as `.brief` the refused entries stand on one line: for where the table has been printed already.
    package func lines(offers: Offers = .table) -> [String] {
        var lines = ["resolve: " + Shown.sentence(error.description)]
        if let noMatch = error.noMatch { lines += facts(of: noMatch, offers: offers) }
        let hint = error.hint ?? error.noMatch?.command
        return lines + (hint.map { ["  hint: " + Shown.sentence($0)] } ?? [])
    }

    /// How the entries of a list that does not match are shown.
    package enum Offers {
        /// A line an entry, with the reason.
        case table
        /// All on one line.
        case brief
    }

    /// One object with the single key `error`, to be written on one line.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "code": .text(error.kind.rawValue),
            "exit": .integer(Int64(status.rawValue)),
            "message": .text(error.description),
            "image": .optional(error.image),
            "registry": .optional(error.registry),
            "hint": .optional(error.hint ?? error.noMatch?.command),
            "retryable": .bool(error.retryable),
        ]
        if let noMatch = error.noMatch {
            members["wanted"] = .platform(noMatch.wanted)
            members["wantedFrom"] = .origin(noMatch.origin)
            members["wantedFromName"] = .originName(noMatch.origin)
            members["candidates"] = CandidateRendering(noMatch.offered).json
            members["nearest"] = noMatch.nearest.map { .position($0.position) } ?? .null
            members["command"] = .optional(noMatch.command)
        }
        return .object(["error": .object(members)])
    }

    /// What was wanted, who wanted it, and what there is; the nearest stands in the sentence.
    private func facts(of noMatch: NoMatch, offers: Offers) -> [String] {
        let wanted = "  wanted: \(Shown.platform(noMatch.wanted)), \(Shown.origin(noMatch.origin))"
        let offered = CandidateRendering(noMatch.offered)
        let list =
            switch offers {
            case .brief: ["  offered: " + (noMatch.offered.isEmpty ? "nothing" : offered.brief)]
            case .table where noMatch.offered.isEmpty: ["  offered: nothing"]
            case .table: ["  offered:"] + offered.refusalLines(indent: "    ")
            }
        return [wanted] + list
    }
}
