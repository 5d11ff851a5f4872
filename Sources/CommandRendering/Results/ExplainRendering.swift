import ImageModel
import ImageResolver
import PlatformModel

/// The output of `resolve explain`: every entry of an index, and the chosen one.
package struct ExplainRendering {
    private let explanation: Explanation
    private let pull: [String]?

    /// Renders one explanation; `pull` holds the arguments of a `resolve pull` that makes the same choice, or is `nil` for an
    /// index from a file.
    package init(_ explanation: Explanation, pull: [String]?) {
        self.explanation = explanation
        self.pull = pull
    }

    /// The explanation as a table, no line of which is longer than `width` characters, if that is given.
    package func lines(width: Int? = nil) -> [String] {
        var header = TextTable()
        header.add(["image", Shown.text(explanation.image)])
        if let kind { header.add(["kind", kind]) }
        if let digest = explanation.indexDigest { header.add(["index", digest.description]) }
        if let mediaType = explanation.indexMediaType { header.add(["type", Shown.text(mediaType)]) }
        let wanted = Shown.platform(explanation.platform)
        header.add(["wanted", wanted + ", " + Shown.origin(explanation.wanted.origin)])
        var lines = header.lines() + [""]
        let table = CandidateRendering(explanation.candidates).table(chosen: explanation.chosen?.position)
        lines += width.map { table.lines(width: $0, movingLast: 9) } ?? table.lines()
        if !explanation.clients.isEmpty {
            let clients = ClientRendering(explanation.clients).table
            lines += [""] + (width.map { clients.lines(width: $0, movingLast: 9) } ?? clients.lines())
        }
        if let compatibility = explanation.compatibility, !compatibility.isEmpty {
            let table = CompatibilityRendering(compatibility).table
            lines += [""] + (width.map { table.lines(width: $0, movingLast: 9) } ?? table.lines())
        }
        return lines + [""] + conclusion(width: width)
    }

    /// The digest of the chosen entry alone; no lines if there is none.
    package var digest: [String] { explanation.chosen?.digest.map { [$0.description] } ?? [] }

    /// The explanation for `--json`.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "image": .text(explanation.image),
            "kind": .text(explanation.indexDigest == nil ? "manifest" : "index"),
            "index": index,
            "wanted": .platform(explanation.platform),
            "wantedFrom": .origin(explanation.wanted.origin),
            "wantedFromName": .originName(explanation.wanted.origin),
            "chosen": explanation.chosen.map {
                .object(["digest": .digest($0.digest), "position": .position($0.position)])
            } ?? .null,
            "candidates": CandidateRendering(explanation.candidates).json,
        ]
        if let list = explanation.list { members["list"] = .digest(list) }
        if !explanation.clients.isEmpty { members["clients"] = ClientRendering(explanation.clients).json }
        if let compatibility = explanation.compatibility {
            members["compatibility"] = CompatibilityRendering(compatibility).json
        }
        return .object(members)
    }

    /// What the image's name refers to, if it is no list.
    var kind: String? {
        guard explanation.indexDigest == nil else { return nil }
        return explanation.list.map { "one manifest, an entry of the list \($0)" } ?? "one manifest"
    }

    /// The digest and media type of the index; `null` for a single manifest.
    private var index: JSONValue {
        guard explanation.indexDigest != nil || explanation.indexMediaType != nil else { return .null }
        return .object([
            "digest": .digest(explanation.indexDigest), "mediaType": .optional(explanation.indexMediaType),
        ])
    }

    /// The chosen entry and the command that pulls it.
    private func conclusion(width: Int?) -> [String] {
        guard let chosen = explanation.chosen else { return ["chosen  none"] }
        let digest = chosen.digest?.description ?? "entry " + Shown.position(chosen.position)
        let words = pull.map { ["resolve", "pull"] + $0.map(Shown.argument) }
        let command = words.map { ["pull    " + $0.joined(separator: " ")] } ?? []
        let reason = "\(Shown.platform(chosen.platform)), \(chosen.verdict.reason)"
        let line = "chosen  \(digest)  \(reason)"
        guard let width, line.count > width else { return [line] + command }
        // A command is never broken: it is to be copied.
        return ["chosen  \(reason)", "digest  \(digest)"] + command
    }
}
