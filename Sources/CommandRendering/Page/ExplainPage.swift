import ImageModel
import ImageResolver
import PlatformModel

/// `resolve explain --html`: an explanation as a page of its own.
package struct ExplainPage {
    private let explanation: Explanation
    private let pull: [String]?
    private let program: String

    /// Renders an explanation; `pull` is as for ``ExplainRendering``, `program` the name and version of this program.
    package init(_ explanation: Explanation, pull: [String]?, program: String) {
        self.explanation = explanation
        self.pull = pull
        self.program = program
    }

    /// The whole text of the page.
    package var text: String {
        var page = Page("resolve explain", about: explanation.image, lead: lead, program: program)
        page.add("Entries", [CandidatePart(explanation).html])
        if let ladder = explanation.ladder {
            page.add("CPU levels of \(ladder.architecture)", LadderPart(ladder, of: explanation).html)
        }
        if !explanation.clients.isEmpty {
            page.add("Other clients", [ClientRendering(explanation.clients).pageTable.html])
        }
        if let compatibility = explanation.compatibility, !compatibility.isEmpty {
            page.add("Compatibility", [CompatibilityRendering(compatibility).pageTable.html])
        }
        return page.text
    }

    /// The image, what was asked for, and the result.
    private var lead: HTML {
        var facts: [(name: String, value: HTML)] = [("chosen", chosen)]
        if let kind = ExplainRendering(explanation, pull: pull).kind { facts.append(("kind", .text(kind))) }
        if let digest = explanation.indexDigest { facts.append(("index", .digest(digest.description))) }
        if let mediaType = explanation.indexMediaType { facts.append(("type", .code(Shown.text(mediaType)))) }
        let wanted = HTML.path(Shown.platform(explanation.platform))
        facts.append(("wanted", .list([wanted, .text(", " + Shown.origin(explanation.wanted.origin))])))
        if let error = explanation.error {
            facts.append(("error", .text(Shown.sentence(error.message))))
            if let hint = error.hint { facts.append(("hint", .text(Shown.sentence(hint)))) }
        } else if let pull {
            let words = ["resolve", "pull"] + pull.map(Shown.argument)
            facts.append(("pull with", .element("pre", [.code(words.joined(separator: " "))])))
        }
        return .facts(facts)
    }

    private var chosen: HTML {
        guard let chosen = explanation.chosen else { return .badge("none", "bad") }
        let name = "entry \(Shown.position(chosen.position))"
        let digest: [HTML] = chosen.digest.map { [.void("br", [:]), .digest($0.description)] } ?? []
        return .list(
            [
                .element("strong", name), .text(", "), .path(Shown.platform(chosen.platform)),
                .text(", \(chosen.verdict.reason)"),
            ] + digest)
    }
}

/// The entries of an index as a table of a page.
private struct CandidatePart {
    let explanation: Explanation

    init(_ explanation: Explanation) {
        self.explanation = explanation
    }

    var html: HTML {
        guard !explanation.candidates.isEmpty else { return .element("p", "The index is empty.") }
        let rendering = CandidateRendering(explanation.candidates)
        return rendering.pageTable(chosen: explanation.chosen?.position).html
    }
}

/// The levels of an architecture, the highest first, with the place of the wanted platform among them.
private struct LadderPart {
    let ladder: CPULadder
    let explanation: Explanation

    init(_ ladder: CPULadder, of explanation: Explanation) {
        self.ladder = ladder
        self.explanation = explanation
    }

    var html: [HTML] {
        let items = ladder.rungs.reversed().map { rung in
            HTML.element(
                "li", ["class": name(of: rung.standing).description],
                [
                    .code(rung.level), .text(" "),
                    .element("span", ["class": "standing"], words(for: rung.standing)), .text(" "),
                    .element("span", ["class": "entries"], entries(of: rung)),
                ])
        }
        // The role says that it is a list: a list without bullets is none for some browsers.
        return [.element("p", sentence), .element("ol", ["class": "ladder", "role": "list"], items)]
    }

    private var sentence: String {
        let runs = ladder.rungs.filter { $0.standing == .own || $0.standing == .included }.count
        let count = "\(ladder.rungs.count) levels, the highest first."
        switch ladder.status {
        case .proved: return "The wanted platform runs \(runs) of \(count)"
        case .assumed: return "The wanted platform is assumed to run \(runs) of \(count)"
        case .unknown(let probe):
            return "The level of the wanted platform is unknown (\(Shown.text(probe))). There are \(count)"
        }
    }

    private func name(of standing: CPULadder.Standing) -> StaticString {
        switch standing {
        case .own: "own"
        case .included: "included"
        case .beyond: "beyond"
        case .unknown: "unknown"
        }
    }

    private func words(for standing: CPULadder.Standing) -> String {
        switch standing {
        case .own: "the wanted platform"
        case .included: "runs"
        case .beyond: "does not run"
        case .unknown: "not known to run"
        }
    }

    private func entries(of rung: CPULadder.Rung) -> String {
        guard !rung.entries.isEmpty else { return "" }
        let names = rung.entries.prefix(Self.mostEntries).map { position in
            Shown.position(position) + (position == explanation.chosen?.position ? " (chosen)" : "")
        }
        let more = rung.entries.count - names.count
        let rest = more > 0 ? " and \(more) more" : ""
        return (rung.entries.count == 1 ? "entry " : "entries ") + names.joined(separator: ", ") + rest
    }

    /// The most entries that a level names: an index may have thousands.
    private static let mostEntries = 12
}
