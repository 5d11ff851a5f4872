/// One line of input, by its kind.
enum VectorLine: Sendable, Decodable {
    /// A host and the entries to choose from.
    case selection(host: Platform, facts: SelectionFacts, candidates: [Candidate])
    /// A specifier, and the host that completes it.
    case specifier(String, host: Platform?)
    /// An architecture and a variant to normalise.
    case architecture(String, variant: String?)
    /// What probes answered on an operating system.
    case probes(os: String, [String: ProbeValue])
    /// A platform to format.
    case platform(Platform)
    /// None of these.
    case unknown

    private enum Key: String, CodingKey {
        case host, facts, candidates, input, normalize, os, probes, platform
    }

    private struct Name: Decodable {
        let architecture: String
        let variant: String?
    }

    /// Tells the kind by the keys, and reads what belongs to it.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        if values.contains(.candidates), values.contains(.host) {
            self = .selection(
                host: try values.decode(Platform.self, forKey: .host),
                facts: try values.decodeIfPresent(SelectionFacts.self, forKey: .facts) ?? SelectionFacts(),
                candidates: try values.decode([CandidateVector].self, forKey: .candidates).map(\.candidate))
        } else if values.contains(.input) {
            self = .specifier(
                try values.decode(String.self, forKey: .input),
                host: try values.decodeIfPresent(Platform.self, forKey: .host))
        } else if values.contains(.normalize) {
            let name = try values.decode(Name.self, forKey: .normalize)
            self = .architecture(name.architecture, variant: name.variant)
        } else if values.contains(.probes), values.contains(.os) {
            self = .probes(
                os: try values.decode(String.self, forKey: .os),
                try values.decode([String: ProbeValue].self, forKey: .probes))
        } else if values.contains(.platform) {
            self = .platform(try values.decode(Platform.self, forKey: .platform))
        } else {
            self = .unknown
        }
    }
}
