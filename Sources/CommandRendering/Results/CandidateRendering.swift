import ImageModel
import ImageResolver
import PlatformModel

/// The entries of an index with their verdicts, as `explain` and a no-match show them.
package struct CandidateRendering {
    private let candidates: [ExplainedCandidate]

    /// Renders these entries, which are in the order of the index.
    package init(_ candidates: [ExplainedCandidate]) {
        self.candidates = candidates
    }

    /// A table with one line per entry; `*` marks the chosen one.
    package func table(chosen: Position?) -> TextTable {
        let ranks = Self.ranks(candidates)
        var table = TextTable(
            ["", "rank", "position", "platform", "digest", "reason", "detail"], rightAligned: [1])
        for candidate in candidates {
            table.add([
                candidate.position == chosen ? "*" : "",
                ranks[candidate.position].map(String.init) ?? "-",
                Shown.position(candidate.position),
                Shown.platform(candidate.platform),
                Shown.digest(candidate.digest),
                candidate.verdict.reason,
                Self.detail(of: candidate),
            ])
        }
        return table
    }

    /// The same table for a page, with full digests.
    func pageTable(chosen: Position?) -> PageTable {
        let ranks = Self.ranks(candidates)
        var table = PageTable(
            "Every entry of the index, with its rank or the reason why it is refused.",
            columns: [
                .init(title: "position", width: "small"), .init(title: "rank", width: "tiny"),
                .init(title: "platform", width: "wide"), .init(title: "digest", width: "middle"),
                .init(title: "reason", width: "short"), .init(title: "detail", width: "rest"),
            ])
        for candidate in candidates {
            let isChosen = candidate.position == chosen
            let position = HTML.text(Shown.position(candidate.position))
            table.add(
                [
                    isChosen ? .list([position, .text(" "), .badge("chosen")]) : position,
                    .text(ranks[candidate.position].map(String.init) ?? "-"),
                    .path(Shown.platform(candidate.platform)), .digest(candidate.digest?.description),
                    .text(candidate.verdict.reason), .text(Self.detail(of: candidate)),
                ], isMarked: isChosen)
        }
        return table
    }

    /// One line per entry, up to a limit.
    package func refusalLines(indent: String) -> [String] {
        var table = TextTable()
        for candidate in candidates.prefix(Self.mostRefusals) {
            table.add([
                Shown.platform(candidate.platform), Shown.digest(candidate.digest), candidate.verdict.reason,
                Self.detail(of: candidate),
            ])
        }
        let more = candidates.count - Self.mostRefusals
        return table.lines(indent: indent) + (more > 0 ? [indent + "and \(more) more"] : [])
    }

    /// The platforms and reason codes on one line, up to a limit.
    package var brief: String {
        var parts = candidates.prefix(Self.mostRefusals).map { "\(Shown.platform($0.platform)) (\($0.verdict.reason))" }
        let more = candidates.count - parts.count
        if more > 0 { parts.append("and \(more) more") }
        return parts.joined(separator: ", ")
    }

    /// The most entries that an error names: an index may have thousands.
    private static let mostRefusals = 40

    /// The entries for `--json`.
    package var json: JSONValue {
        .list(candidates.map(Self.json(of:)))
    }

    /// One entry for `--json`.
    private static func json(of candidate: ExplainedCandidate) -> JSONValue {
        let rank = candidate.verdict.acceptance?.rank
        return .object([
            "position": .position(candidate.position),
            "digest": .digest(candidate.digest),
            "platform": .platform(candidate.platform),
            "size": .size(candidate.size),
            "mediaType": .optional(candidate.mediaType),
            "attachedTo": .optional(candidate.attachedTo),
            "accepted": .bool(rank != nil),
            "word": .text(candidate.verdict.reason),
            "detail": .text(candidate.verdict.detail),
            "rank": rank.map { .list($0.components.map { .integer(Int64($0)) }) } ?? .null,
        ])
    }

    /// The rank of each accepted entry, starting at 1.
    private static func ranks(_ candidates: [ExplainedCandidate]) -> [Position: Int] {
        let ranked = candidates.compactMap { candidate in
            candidate.verdict.acceptance.map { (position: candidate.position, rank: $0.rank) }
        }
        var ranks: [Position: Int] = [:]
        for (number, entry) in ranked.sorted(by: { $0.rank < $1.rank }).enumerated() {
            ranks[entry.position] = number + 1
        }
        return ranks
    }

    /// The detail of the verdict; for an attestation, also its subject.
    private static func detail(of candidate: ExplainedCandidate) -> String {
        let detail = Shown.text(candidate.verdict.detail)
        guard let subject = candidate.attachedTo else { return detail }
        let shown = (try? Digest(parsing: subject)).map { Shown.digest($0) } ?? Shown.text(subject)
        return [detail, "attached to " + shown].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
