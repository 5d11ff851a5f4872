import ImageModel
import MirrorModel
import RegistryProtocol

/// The output of `resolve mirrors explain`: the endpoints of an image, in order, with the settings that define them.
package struct MirrorsRendering {
    /// The endpoints in order.
    private let plan: MirrorPlan
    /// Whether credentials are configured, for each endpoint; `nil` if unknown.
    private let credentials: [Bool?]
    /// The settings that were ignored because they cannot be used.
    private let faults: [ConfigurationError]
    /// The image that podman would take for the same name, if it is another one.
    private let other: OtherImage?

    /// A rendering of one plan; `credentials` states for each endpoint whether credentials are configured.
    package init(
        _ plan: MirrorPlan, credentials: [Bool] = [], faults: [ConfigurationError] = [], other: OtherImage? = nil
    ) {
        self.plan = plan
        self.faults = faults
        self.other = other
        self.credentials = plan.endpoints.indices.map { $0 < credentials.count ? credentials[$0] : nil }
    }

    /// The plan for people, one line per element.
    package var lines: [String] {
        var lines = ["image  " + Shown.text(plan.image.description), ""] + table.lines()
        if plan.image.digest == nil, let tag = plan.image.tag {
            lines += ["", "requests for tag '\(Shown.text(tag))'"] + addresses(tag, at: plan.endpointsForTags)
        }
        lines += ["", "requests for a digest"] + addresses(digestText, at: plan.endpointsForDigests)
        if !blocked.isEmpty { lines += ["", "never requested"] + blocked }
        if let other { lines += ["", "short name", "  " + Shown.sentence(other.description)] }
        if !faults.isEmpty { lines += ["", "ignored settings"] + faults.map { "  " + Shown.sentence($0.description) } }
        return lines
    }

    /// The plan for programs.
    package var json: JSONValue {
        .object([
            "image": .text(plan.image.description),
            "places": .list(zip(plan.endpoints, credentials).map { json(of: $0, credentials: $1) }),
            "faults": .list(faults.map { .text($0.description) }),
            "shortName": other.map(json) ?? .null,
        ])
    }

    /// The endpoints to which a setting forbids every request, with that setting.
    private var blocked: [String] {
        var table = TextTable(rightAligned: [0])
        for (index, endpoint) in plan.endpoints.enumerated() {
            guard let block = endpoint.block else { continue }
            table.add([String(index + 1), Shown.text(endpoint.reference.name), Shown.sentence(block.description)])
        }
        return table.lines(indent: "  ")
    }

    private func json(of other: OtherImage) -> JSONValue {
        .object([
            "name": .text(other.shortName), "image": .text(other.taken), "podman": .text(other.other),
            "source": EndpointRendering.source(other.source),
        ])
    }

    /// One line per endpoint.
    private var table: TextTable {
        var table = TextTable(
            ["order", "kind", "endpoint", "answers", "security", "credentials", "source"], rightAligned: [0])
        for (index, endpoint) in plan.endpoints.enumerated() {
            table.add([
                String(index + 1), endpoint.kind.rawValue, Shown.text(endpoint.reference.name),
                EndpointRendering(endpoint).answers, EndpointRendering(endpoint).security,
                credentials[index].map { $0 ? "yes" : "no" } ?? "-", Shown.sentence(endpoint.source.description),
            ])
        }
        return table
    }

    /// The addresses requested for `reference`, with their positions in the order.
    private func addresses(_ reference: String, at used: [EndpointConfiguration]) -> [String] {
        var table = TextTable(rightAligned: [0])
        for (index, endpoint) in plan.endpoints.enumerated() where used.contains(endpoint) {
            table.add([String(index + 1), Shown.sentence(EndpointRendering(endpoint).address(reference))])
        }
        let lines = table.lines(indent: "  ")
        return lines.isEmpty ? ["  none"] : lines
    }

    /// The image's digest, or a placeholder.
    private var digestText: String { plan.image.digest?.description ?? "DIGEST" }

    /// One endpoint for programs.
    private func json(of endpoint: EndpointConfiguration, credentials: Bool?) -> JSONValue {
        var members = EndpointRendering(endpoint).members
        let tag = plan.image.digest == nil ? plan.image.tag : nil
        members["tagURL"] = .optional(
            plan.endpointsForTags.contains(endpoint) ? tag.map(EndpointRendering(endpoint).address) : nil)
        members["digestURL"] = .optional(
            plan.endpointsForDigests.contains(endpoint) ? EndpointRendering(endpoint).address(digestText) : nil)
        members["blocked"] = endpoint.block.map { EndpointRendering.source($0.source) } ?? .null
        members["credentials"] = credentials.map(JSONValue.bool) ?? .null
        return .object(members)
    }
}

/// Describes one endpoint.
private struct EndpointRendering {
    private let endpoint: EndpointConfiguration

    init(_ endpoint: EndpointConfiguration) {
        self.endpoint = endpoint
    }

    /// The address of a tag or a digest at the endpoint.
    func address(_ reference: String) -> String {
        RegistryEndpoint(endpoint).manifest(reference).description
    }

    /// The kinds of references that the endpoint is used for.
    var answers: String {
        guard endpoint.block == nil else { return "nothing: blocked" }
        let words = [endpoint.answersTags ? "tags" : nil, endpoint.answersDigests ? "digests" : nil].compactMap(\.self)
        return words.isEmpty ? "nothing" : words.joined(separator: ", ")
    }

    /// The scheme, certificates and header fields.
    var security: String {
        var notes = [scheme]
        if endpoint.trust.skipsVerification, endpoint.schemes != .only(.http) {
            notes.append("certificate not verified")
        }
        notes += endpoint.trust.authorities.map { "authorities \(Shown.text($0))" }
        notes += endpoint.trust.clientCertificates.map { "certificate \(Shown.text($0.certificate))" }
        if let proxy = endpoint.connection.proxy { notes.append("proxy \(proxy)") }
        if let milliseconds = endpoint.connection.dialMilliseconds {
            notes.append("connects within \(Double(milliseconds) / 1000) s")
        }
        let names = endpoint.headers.fields.map(\.name)
        if !names.isEmpty { notes.append("headers " + names.map(Shown.text).joined(separator: " ")) }
        return notes.joined(separator: ", ")
    }

    /// The endpoint for programs; of header fields only the names, because their values may be secret.
    var members: [String: JSONValue] {
        [
            "kind": .text(endpoint.kind.rawValue),
            "registry": .text(endpoint.reference.registry),
            "repository": .text(endpoint.reference.repository),
            "base": .text(endpoint.base.description),
            "namespace": .optional(endpoint.namespace),
            "capabilities": .list(endpoint.capabilities.words.map(JSONValue.text)),
            "schemes": .list(schemes.map { .text($0.rawValue) }),
            "skipVerify": .bool(endpoint.trust.skipsVerification),
            "ca": .list(endpoint.trust.authorities.map(JSONValue.text)),
            "client": .list(
                endpoint.trust.clientCertificates.map {
                    .object(["certificate": .text($0.certificate), "key": .optional($0.key)])
                }),
            "proxy": .optional(endpoint.connection.proxy?.description),
            "dialMilliseconds": endpoint.connection.dialMilliseconds.map(JSONValue.integer) ?? .null,
            "headers": .list(endpoint.headers.fields.map { .text($0.name) }),
            "source": Self.source(endpoint.source),
        ]
    }

    /// The schemes in the order in which they are tried.
    private var schemes: [WebScheme] {
        switch endpoint.schemes {
        case .only(let scheme): [scheme]
        case .plainFirst: [.http, .https]
        case .securedFirst: [.https, .http]
        }
    }

    /// The schemes in words.
    private var scheme: String {
        switch endpoint.schemes {
        case .only(.https): "TLS"
        case .only(.http): "plain HTTP"
        case .plainFirst: "plain HTTP, else TLS"
        case .securedFirst: "TLS, else plain HTTP"
        }
    }

    /// The location of the setting: the text for people, and its components.
    static func source(_ source: SettingSource) -> JSONValue {
        var members: [String: JSONValue] = ["text": .text(source.description)]
        switch source {
        case .file(let path, let line, let part):
            members["file"] = .text(path)
            members["line"] = line.map { .integer(Int64($0)) } ?? .null
            members["part"] = .optional(part)
        case .flag(let name, _):
            members["flag"] = .text(name)
        case .imageName: break
        }
        return .object(members)
    }
}
