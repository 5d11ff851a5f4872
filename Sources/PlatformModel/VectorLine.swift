/// One line of input: a vector of one of several kinds, or none.
enum VectorLine: Sendable, Decodable {
    /// A host and the entries to choose from.
    case selection(host: Platform, facts: SelectionFacts, candidates: [Candidate])
    /// A specifier to parse, and the host that completes it.
    case specifier(String, host: Platform?)
    /// An architecture and a variant to normalize.
    case architecture(String, variant: String?)
    /// The answers of probes on an operating system.
    case probes(os: String, [String: ProbeValue])
    /// A platform to format.
    case platform(Platform)
    /// The keys match no kind of vector.
    case unknown

    private enum Key: String, CodingKey {
        case host, facts, candidates, input, normalize, os, probes, platform
    }

    private struct Name: Decodable {
        let architecture: String
        let variant: String?
    }

    /// Determines the kind from the keys and reads the values.
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

/// One entry of a selection vector; the platform's fields may be members of the entry itself.
private struct CandidateVector: Decodable {
    /// The entry, with the content of the document that it points to.
    let candidate: Candidate

    private enum Key: String, CodingKey {
        case mediaType, artifactType, annotations, platform, config, manifests
    }

    /// Reads an entry: `platform` is an object or `null` (undeclared), `config` is the platform in the image's config,
    /// and `manifests` is a nested index.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let declared: Platform?
        if values.contains(.platform) {
            declared = try values.decodeIfPresent(Platform.self, forKey: .platform)
        } else {
            declared = try Platform(from: decoder)
        }
        candidate = Candidate(
            mediaType: try values.decodeIfPresent(String.self, forKey: .mediaType),
            artifactType: try values.decodeIfPresent(String.self, forKey: .artifactType),
            annotations: try values.decodeIfPresent([String: String].self, forKey: .annotations) ?? [:],
            platform: declared,
            content: try Self.content(values, isDeclared: declared?.isBlank == false)
        )
    }

    private static func content(
        _ values: KeyedDecodingContainer<Key>, isDeclared: Bool
    ) throws -> Candidate.Content {
        if let entries = try values.decodeIfPresent([CandidateVector].self, forKey: .manifests) {
            return .index(entries.map(\.candidate))
        }
        if let config = try values.decodeIfPresent(Platform.self, forKey: .config) {
            return .image(config.architecture.isEmpty ? nil : config)
        }
        return isDeclared ? .unread : .unreadable("names no platform, and no config is given")
    }
}

/// The facts about the host of a selection vector besides its platform; absent facts are unknown.
struct SelectionFacts: Sendable, Decodable {
    /// Whether the 32-bit sibling runs.
    var compat32: Bool?
    /// The architectures that emulators run, in order; their presence allows emulation.
    var emulators: [String]?
    /// The allowed kinds of isolation.
    var isolation: [String]?
    /// The Windows product line.
    var product: WindowsProduct?
    /// Whether the host has `win32k.sys`.
    var win32k: Bool?

    /// A host with a platform and these facts.
    func host(of platform: Platform, catalog: PlatformCatalog) -> Host {
        Host(
            platform: platform,
            compat32: compat32.map { $0 ? .proved : .refuted(proof: "compat32 is false") } ?? .unknown,
            emulators: (emulators ?? []).map { name in
                let architecture = catalog.normalized(architecture: name, variant: nil).architecture
                let known = catalog.emulators.first { $0.architecture == architecture }
                return Emulator(handler: known?.handler ?? name, architecture: architecture, fixesBinary: true)
            },
            windowsProduct: product,
            isNanoServer: win32k.map { !$0 }
        )
    }

    /// The policy that the facts allow.
    var policy: MatchPolicy {
        var policy = MatchPolicy()
        policy.emulation = emulators != nil
        policy.hyperV = isolation?.contains("hyperv") == true
        return policy
    }
}

/// The `id` of a vector, which its answer repeats.
enum VectorIdentifier: Hashable, Sendable, Codable {
    /// A text.
    case text(String)
    /// A whole number.
    case number(Int64)
    /// Absent, or of another type.
    case none

    /// Reads a text or a number; anything else counts as absent.
    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let number = try? value.decode(Int64.self) {
            self = .number(number)
        } else {
            self = .none
        }
    }

    /// Writes the value; an absent one is written `null`.
    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .text(let text): try value.encode(text)
        case .number(let number): try value.encode(number)
        case .none: try value.encodeNil()
        }
    }
}
