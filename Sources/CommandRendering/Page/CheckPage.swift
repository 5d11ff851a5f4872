import ImageModel
import ImageResolver
import PlatformModel

/// `resolve check --html`: the report of a check as a page of its own.
package struct CheckPage {
    private let report: ImageCheckReport
    private let program: String

    /// Renders a report; `program` is the name and version of this program.
    package init(_ report: ImageCheckReport, program: String) {
        self.report = report
        self.program = program
    }

    /// The whole text of the page.
    package var text: String {
        var page = Page("resolve check", about: report.image, lead: lead, program: program)
        page.add("Platforms", [platforms.html])
        for platform in report.platforms {
            let part = CheckedPlatformPart(platform, depth: report.depth)
            page.add(part.title, part.html)
        }
        return page.text
    }

    /// The image, and how many of its platforms have passed.
    private var lead: HTML {
        let count = "\(report.passed.count) of \(Quantity.count(report.platforms.count, "platform"))"
        let result: HTML = report.error == nil ? .badge("passed", "good") : .badge("not passed", "bad")
        var facts: [(name: String, value: HTML)] = [("result", .list([result, .text(", \(count)")]))]
        if let error = report.error { facts.append(("error", .text(Shown.sentence(error.message)))) }
        if let digest = report.indexDigest { facts.append(("index", .digest(digest.description))) }
        if let mediaType = report.indexMediaType { facts.append(("type", .code(Shown.text(mediaType)))) }
        facts.append(
            ("read", .text(report.depth == .layers ? "manifests, configs and layers" : "manifests and configs")))
        return .facts(facts)
    }

    /// One row per platform, and per entry that is no image.
    private var platforms: PageTable {
        var table = PageTable(
            "Every entry of the index, with the result of the check.",
            columns: [
                .init(title: "position", width: "small"), .init(title: "platform", width: "wide"),
                .init(title: "digest", width: "middle"), .init(title: "result", width: "short"),
                .init(title: "found", width: "rest"),
            ])
        for platform in report.platforms {
            table.add([
                .text(platform.position.isEmpty ? "-" : Shown.position(platform.position)),
                .path(Shown.platform(platform.platform)), .digest(platform.digest?.description),
                platform.outcome.badge, .text(CheckedPlatformPart(platform, depth: report.depth).summary),
            ])
        }
        for entry in report.skipped {
            table.add([
                .text(Shown.position(entry.position)), .text("-"), .digest(entry.digest.description), .text("skipped"),
                .text("\(entry.reason): \(Shown.text(entry.detail))"),
            ])
        }
        return table
    }
}

/// One platform: what was found, what is started, and the programs in the layers.
private struct CheckedPlatformPart {
    let platform: CheckedPlatform
    let depth: ImageCheckReport.Depth

    init(_ platform: CheckedPlatform, depth: ImageCheckReport.Depth) {
        self.platform = platform
        self.depth = depth
    }

    var title: String { Shown.text(platform.name) }

    /// How many findings of each severity there are; why it could not be checked; `nothing` if all is well.
    var summary: String {
        var parts = CheckFinding.Severity.allCases.compactMap { severity -> String? in
            let count = platform.findings.count { $0.severity == severity }
            return count == 0 ? nil : Quantity.count(count, severity.rawValue)
        }
        if platform.error != nil { parts.append("an error") }
        return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
    }

    var html: [HTML] {
        var parts: [HTML] = [.element("p", [.list([platform.outcome.badge, .text(": \(summary) found")])])]
        if !platform.findings.isEmpty || platform.error != nil { parts += [.element("h3", "Findings"), findings] }
        if !platform.start.isEmpty { parts += [.element("h3", "Start"), start] }
        if !platform.layers.isEmpty { parts += [.element("h3", "Layers"), layers.html] }
        return parts
    }

    private var findings: HTML {
        var items = platform.findings.map { finding in
            var text = ": " + Shown.sentence(finding.sentence)
            let facts = [
                finding.expected.map { "expected \(Shown.text($0))" }, finding.found.map { "found \(Shown.text($0))" },
                finding.layer.map(name(of:)),
            ].compactMap(\.self)
            if !facts.isEmpty { text += " (\(facts.joined(separator: ", ")))" }
            let remedy = finding.remedy.map { [HTML.element("span", ["class": "title"], Shown.sentence($0))] } ?? []
            return HTML.element("li", [finding.severity.badge, .text(text)] + remedy)
        }
        if let error = platform.error {
            items.append(.element("li", [.badge("error", "bad"), .text(": " + Shown.sentence(error.message))]))
        }
        return .element("ul", ["class": "findings", "role": "list"], items)
    }

    /// The files that the system opens one after another, from the entrypoint on.
    private var start: HTML {
        let steps = platform.start.map { step in
            let layer = step.layer.map { ", \(name(of: $0))" } ?? ""
            return HTML.element(
                "li", [.path(Shown.sentence(step.path)), .text(": \(Shown.text(step.content))\(layer)")])
        }
        return .element("ol", ["class": "chain"], steps)
    }

    private var layers: PageTable {
        var table = PageTable(
            depth == .layers
                ? "The layers, lowest first, with the programs and libraries in them that are still in the image."
                : "The layers, lowest first. They were not read.",
            columns: [
                .init(title: "layer", width: "tiny"), .init(title: "digest", width: "middle"),
                .init(title: "size", width: "short"), .init(title: "unpacked", width: "short"),
                .init(title: "entries", width: "short"), .init(title: "programs", width: "rest"),
            ])
        for (number, layer) in platform.layers.enumerated() {
            table.add([
                .text("\(number + 1)"), .digest(layer.digest.description), .text(Shown.size(layer.size)),
                .text(layer.contents.map { "\(Quantity.bytes($0.uncompressedBytes)), \($0.compression)" } ?? "-"),
                .text(layer.contents.map { String($0.entries) } ?? "-"), programs(in: layer),
            ])
        }
        return table
    }

    /// How many programs there are for each platform; of those for another one, also an example.
    private func programs(in layer: CheckedPlatform.Layer) -> HTML {
        guard let contents = layer.contents else { return .text("not read") }
        guard !contents.programs.isEmpty else { return .text("none") }
        let items = contents.programs.map { group in
            let count = HTML.text("\(group.count) for \(Shown.text(group.builtFor.joined(separator: " + ")))")
            guard !group.areSuitable else { return HTML.element("li", [count]) }
            let example: [HTML] = [.text(", such as "), .path(Shown.sentence(group.example))]
            return .element("li", [.badge("another platform", "warn"), .text(": "), count] + example)
        }
        return .element("ul", ["class": "paths", "role": "list"], items)
    }

    /// A layer by its number in the table, or by its digest.
    private func name(of layer: Digest) -> String {
        guard let number = platform.layers.firstIndex(where: { $0.digest == layer }) else {
            return "layer \(Shown.digest(layer))"
        }
        return "layer \(number + 1)"
    }
}

extension CheckedPlatform.Outcome {
    /// The word, in the color of its meaning.
    fileprivate var badge: HTML {
        switch self {
        case .passed: .badge("passed", "good")
        case .warned: .badge("passed with warnings", "warn")
        case .failed: .badge("failed", "bad")
        case .unchecked: .badge("not checked", "warn")
        }
    }
}

extension CheckFinding.Severity {
    /// The word, in the color of its meaning.
    fileprivate var badge: HTML {
        switch self {
        case .failure: .badge("failure", "bad")
        case .warning: .badge("warning", "warn")
        case .note: .badge("note", "mark")
        }
    }
}
