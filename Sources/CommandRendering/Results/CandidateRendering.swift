import ImageModel
import ImageResolver
import PlatformModel

/// The entries of a list with their verdicts, as `explain` and a no-match show them.
package struct CandidateRendering {
    /// The entries, in the list's order.
    private let candidates: [ExplainedCandidate]

    /// A rendering of these entries.
    package init(_ candidates: [ExplainedCandidate]) {
        self.candidates = candidates
    }

    /// A table with a line an entry: `*` and place for the accepted, platform, digest, size, word, detail.
    package func table(chosen: Position?) -> TextTable {
        let places = Self.places(candidates)
        var table = TextTable(
            ["", "rank", "position", "platform", "digest", "size", "word", "detail"], rightAligned: [1, 5])
        for candidate in candidates {
            table.add([
                candidate.position == chosen ? "*" : "",
                places[candidate.position].map(String.init) ?? "-",
                Shown.position(candidate.position),
                Shown.platform(candidate.platform),
                Shown.digest(candidate.digest),
                Shown.size(candidate.size),
                candidate.verdict.word,
                Self.detail(of: candidate),
            ])
        }
        return table
    }

    /// What was offered and refused, a line an entry, of which the first few.
    package func refusalLines(indent: String) -> [String] {
        var table = TextTable()
        for candidate in candidates.prefix(Self.mostRefusals) {
            table.add([
                Shown.platform(candidate.platform), Shown.digest(candidate.digest), candidate.verdict.word,
                Self.detail(of: candidate),
            ])
        }
        let more = candidates.count - Self.mostRefusals
        return table.lines(indent: indent) + (more > 0 ? [indent + "and \(more) more"] : [])
    }

    /// Platforms with their words on one line, for where the table stands already.
    package var brief: String {
        var parts = candidates.prefix(Self.mostRefusals).map { "\(Shown.platform($0.platform)) (\($0.verdict.word))" }
        let more = candidates.count - parts.count
        if more > 0 { parts.append("and \(more) more") }
        return parts.joined(separator: ", ")
    }

    /// The entries that an error tells of: a list may have thousands.
    private static let mostRefusals = 40

    /// The entries for programs.
    package var json: JSONValue {
        .list(candidates.map(Self.json(of:)))
    }

    /// One entry for programs.
    package static func json(of candidate: ExplainedCandidate) -> JSONValue {
        let rank = candidate.verdict.acceptance?.rank
        return .object([
            "position": .position(candidate.position),
            "digest": .digest(candidate.digest),
            "platform": .platform(candidate.platform),
            "size": .size(candidate.size),
            "mediaType": .optional(candidate.mediaType),
            "attachedTo": .optional(candidate.attachedTo),
            "accepted": .bool(rank != nil),
            "word": .text(candidate.verdict.word),
            "detail": .text(candidate.verdict.detail),
            "rank": rank.map { .list($0.components.map { .integer(Int64($0)) }) } ?? .null,
        ])
    }

    /// The place of each accepted entry in the ranking, from 1.
    private static func places(_ candidates: [ExplainedCandidate]) -> [Position: Int] {
        let ranked = candidates.compactMap { candidate in
            candidate.verdict.acceptance.map { (position: candidate.position, rank: $0.rank) }
        }
        var places: [Position: Int] = [:]
        for (number, entry) in ranked.sorted(by: { $0.rank < $1.rank }).enumerated() {
            places[entry.position] = number + 1
        }
        return places
    }

    /// The detail of the verdict; for an attestation, what it is attached to.
    private static func detail(of candidate: ExplainedCandidate) -> String {
        let detail = Shown.text(candidate.verdict.detail)
        guard let subject = candidate.attachedTo else { return detail }
        let shown = (try? Digest(parsing: subject)).map { Shown.digest($0) } ?? Shown.text(subject)
        return [detail, "attached to " + shown].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
