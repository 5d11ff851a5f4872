import ImageModel
import RegistryProtocol

/// One place that is asked for an image, in words.
struct EndpointRendering {
    /// The place.
    private let place: EndpointConfiguration

    /// A rendering of one place.
    init(_ place: EndpointConfiguration) {
        self.place = place
    }

    /// The address at which the place is asked for a tag or a digest.
    func address(_ reference: String) -> String {
        RegistryEndpoint(place).manifest(reference).description
    }

    /// What it is asked for.
    var answers: String {
        let words = [place.answersTags ? "tags" : nil, place.answersDigests ? "digests" : nil].compactMap(\.self)
        return words.isEmpty ? "nothing" : words.joined(separator: ", ")
    }

    /// How the connection is made safe, or not, and what is sent along.
    var security: String {
        var notes = [scheme]
        if place.trust.skipsVerification, place.schemes != .only(.http) { notes.append("certificate not checked") }
        notes += place.trust.authorities.map { "authorities \(Shown.text($0))" }
        notes += place.trust.clientCertificates.map { "certificate \(Shown.text($0.certificate))" }
        let names = place.headers.fields.map(\.name)
        if !names.isEmpty { notes.append("headers " + names.map(Shown.text).joined(separator: " ")) }
        return notes.joined(separator: ", ")
    }

    /// The place for programs; of the headers only the names, for their values may be secret.
    var members: [String: JSONValue] {
        [
            "kind": .text(place.kind.rawValue),
            "registry": .text(place.reference.registry),
            "repository": .text(place.reference.repository),
            "base": .text(place.base.description),
            "namespace": .optional(place.namespace),
            "capabilities": .list(place.capabilities.words.map(JSONValue.text)),
            "schemes": .list(schemes.map { .text($0.rawValue) }),
            "skipVerify": .bool(place.trust.skipsVerification),
            "ca": .list(place.trust.authorities.map(JSONValue.text)),
            "client": .list(
                place.trust.clientCertificates.map {
                    .object(["certificate": .text($0.certificate), "key": .optional($0.key)])
                }),
            "headers": .list(place.headers.fields.map { .text($0.name) }),
            "source": source,
        ]
    }

    /// The schemes in the order in which they are tried.
    private var schemes: [WebScheme] {
        switch place.schemes {
        case .only(let scheme): [scheme]
        case .plainFirst: [.http, .https]
        case .securedFirst: [.https, .http]
        }
    }

    /// The schemes in words.
    private var scheme: String {
        switch place.schemes {
        case .only(.https): "TLS"
        case .only(.http): "in the clear"
        case .plainFirst: "in the clear, else TLS"
        case .securedFirst: "TLS, else in the clear"
        }
    }

    /// Who says so: the text for people, and its parts.
    private var source: JSONValue {
        var members: [String: JSONValue] = ["text": .text(place.source.description)]
        switch place.source {
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
