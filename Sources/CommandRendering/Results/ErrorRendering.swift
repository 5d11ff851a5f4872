import ImageModel
import ImageResolver
import PlatformModel

/// An error as printed on stderr: sentences, or one JSON object.
package struct ErrorRendering {
    private let error: ResolverError
    /// The exit status of the program, or the one it would have for this image alone.
    private let status: ExitStatus
    /// The command that a hint about a no-match repeats.
    private let typed: TypedCommand?

    /// Renders one error; `status` replaces the exit status of its kind, and `typed` is the command that ended with it.
    package init(_ error: ResolverError, status: ExitStatus? = nil, typed: TypedCommand? = nil) {
        self.error = error
        self.status = status ?? ExitStatus(error.kind)
        self.typed = typed
    }

    /// The sentence, the facts of a no-match, and the hint.
    package func lines(offers: Offers = .table) -> [String] {
        var lines = ["resolve: " + Shown.sentence(error.description)]
        if let noMatch = error.noMatch { lines += facts(of: noMatch, offers: offers) }
        return lines + (hint.map { ["  hint: " + Shown.sentence($0)] } ?? [])
    }

    /// What to do next. For a no-match, it is the typed command with the advised option.
    private var hint: String? {
        guard let noMatch = error.noMatch, let advice = noMatch.advice, let command else { return error.hint }
        return advice.sentence(command, for: noMatch.origin)
    }

    /// The command that follows the advice of a no-match.
    private var command: String? {
        guard let noMatch = error.noMatch, let advice = noMatch.advice else { return nil }
        return error.image.flatMap { typed?.adding(advice.options, for: $0) } ?? noMatch.command
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
            "hint": .optional(hint),
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
