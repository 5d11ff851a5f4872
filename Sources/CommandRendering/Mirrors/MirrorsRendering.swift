import ImageModel
import MirrorModel
import RegistryProtocol

/// What `resolve mirrors explain` prints: who is asked for an image, in which order, and who says so.
package struct MirrorsRendering {
    /// The places in order.
    private let plan: MirrorPlan
    /// Whether credentials are known, for each place; `nil` where nobody looked.
    private let credentials: [Bool?]
    /// What could not be used of the configuration.
    private let faults: [SettingFault]

    /// A rendering of one plan; `credentials` says for each place in order whether any are known for it.
    package init(_ plan: MirrorPlan, credentials: [Bool] = [], faults: [SettingFault] = []) {
        self.plan = plan
        self.faults = faults
        self.credentials = plan.endpoints.indices.map { $0 < credentials.count ? credentials[$0] : nil }
    }

    /// The plan for people, a line an element.
    package var lines: [String] {
        var lines = ["image  " + Shown.text(plan.image.description), ""] + table.lines()
        if plan.image.digest == nil, let tag = plan.image.tag {
            lines += ["", "asked for the tag '\(Shown.text(tag))'"] + addresses(tag) { $0.answersTags }
        }
        lines += ["", "asked for a digest"] + addresses(digestText) { $0.answersDigests }
        if !faults.isEmpty { lines += ["", "left out"] + faults.map { "  " + Shown.sentence($0.description) } }
        return lines
    }

    /// The plan for programs.
    package var json: JSONValue {
        .object([
            "image": .text(plan.image.description),
            "places": .list(zip(plan.endpoints, credentials).map { json(of: $0, credentials: $1) }),
            "faults": .list(faults.map { .text($0.description) }),
        ])
    }

    /// One line a place.
    private var table: TextTable {
        var table = TextTable(
            ["order", "kind", "place", "answers", "security", "credentials", "source"], rightAligned: [0])
        for (index, place) in plan.endpoints.enumerated() {
            table.add([
                String(index + 1), place.kind.rawValue, Shown.text(place.reference.name),
                EndpointRendering(place).answers, EndpointRendering(place).security,
                credentials[index].map { $0 ? "yes" : "no" } ?? "-", Shown.sentence(place.source.description),
            ])
        }
        return table
    }

    /// The addresses that are asked for `reference`, with their places in the order.
    private func addresses(_ reference: String, where isAsked: (EndpointConfiguration) -> Bool) -> [String] {
        var table = TextTable(rightAligned: [0])
        for (index, place) in plan.endpoints.enumerated() where isAsked(place) {
            table.add([String(index + 1), Shown.sentence(EndpointRendering(place).address(reference))])
        }
        let lines = table.lines(indent: "  ")
        return lines.isEmpty ? ["  nobody"] : lines
    }

    /// The image's digest, or a word in its place.
    private var digestText: String { plan.image.digest?.description ?? "DIGEST" }

    /// One place for programs.
    private func json(of place: EndpointConfiguration, credentials: Bool?) -> JSONValue {
        var members = EndpointRendering(place).members
        let tag = plan.image.digest == nil ? plan.image.tag : nil
        members["tagURL"] = .optional(place.answersTags ? tag.map(EndpointRendering(place).address) : nil)
        members["digestURL"] = .optional(place.answersDigests ? EndpointRendering(place).address(digestText) : nil)
        members["credentials"] = credentials.map(JSONValue.bool) ?? .null
        return .object(members)
    }
}
