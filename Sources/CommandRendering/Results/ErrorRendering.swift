import ImageModel
import ImageResolver
import PlatformModel

/// An error as printed on stderr: sentences, or one JSON object.
package struct ErrorRendering {
    private let error: ResolverError
    /// The exit status of the program, or the one it would have for this image alone.
    private let status: ExitStatus

    /// Renders one error; `status` replaces the exit status of its kind.
    package init(_ error: ResolverError, status: ExitStatus? = nil) {
        self.error = error
        self.status = status ?? ExitStatus(error.kind)
    }

    /// The sentence, the facts of a no-match, and the hint.
    package func lines(offers: Offers = .table) -> [String] {
        var lines = ["resolve: " + Shown.sentence(error.description)]
        if let noMatch = error.noMatch { lines += facts(of: noMatch, offers: offers) }
        let hint = error.hint ?? error.noMatch?.command
        return lines + (hint.map { ["  hint: " + Shown.sentence($0)] } ?? [])
    }

    /// How the entries of an index without a match are shown.
    package enum Offers {
        /// One line per entry, with the reason.
        case table
        /// All on one line, for commands that have already printed the table.
        case brief
    }

    /// One object with the single key `error`, to be printed on one line.
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

    /// The requested platform with its source, and the entries of the index. The sentence names the nearest one.
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
