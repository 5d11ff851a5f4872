import ImageModel
import ImageResolver
import PlatformModel

/// What `resolve explain` prints: every entry of a list, and which one wins.
package struct ExplainRendering {
    /// The answer to be printed.
    private let explanation: Explanation
    /// The arguments of a pull that makes the same choice.
    private let pull: [String]?

    /// A rendering of one explanation; `pull` holds the arguments of a pull that makes the same choice, and is `nil` where
    /// nothing can be pulled, because the list came from a file.
    package init(_ explanation: Explanation, pull: [String]?) {
        self.explanation = explanation
        self.pull = pull
    }

    /// The explanation for people, a line an element.
    package var lines: [String] {
        var header = TextTable()
        header.add(["image", Shown.text(explanation.image)])
        if let digest = explanation.indexDigest { header.add(["index", digest.description]) }
        if let mediaType = explanation.indexMediaType { header.add(["type", Shown.text(mediaType)]) }
        let wanted = Shown.platform(explanation.platform)
        header.add(["wanted", wanted + ", " + Shown.origin(explanation.wanted.origin)])
        var lines = header.lines() + [""]
        lines += CandidateRendering(explanation.candidates).table(chosen: explanation.chosen?.position).lines()
        return lines + [""] + conclusion
    }

    /// The explanation for programs.
    package var json: JSONValue {
        .object([
            "image": .text(explanation.image),
            "index": index,
            "wanted": .platform(explanation.platform),
            "wantedFrom": .origin(explanation.wanted.origin),
            "wantedFromName": .originName(explanation.wanted.origin),
            "chosen": explanation.chosen.map {
                .object(["digest": .digest($0.digest), "position": .position($0.position)])
            } ?? .null,
            "candidates": CandidateRendering(explanation.candidates).json,
        ])
    }

    /// Digest and media type of the list; `null` for a lone manifest.
    private var index: JSONValue {
        guard explanation.indexDigest != nil || explanation.indexMediaType != nil else { return .null }
        return .object([
            "digest": .digest(explanation.indexDigest), "mediaType": .optional(explanation.indexMediaType),
        ])
    }

    /// The winner with its full digest and the command that pulls it, or that there is none.
    private var conclusion: [String] {
        guard let chosen = explanation.chosen else { return ["chosen  none"] }
        let digest = chosen.digest?.description ?? "entry " + Shown.position(chosen.position)
        let words = pull.map { ["resolve", "pull"] + $0.map(Shown.argument) }
        let command = words.map { ["pull    " + $0.joined(separator: " ")] } ?? []
        return ["chosen  \(digest)  \(Shown.platform(chosen.platform)), \(chosen.verdict.word)"] + command
    }
}
