/// One entry of a selection vector: the platform's fields stand on it directly.
struct CandidateVector: Sendable, Decodable {
    /// The entry as the choice sees it; what a document behind it would say is known from the start.
    let candidate: Candidate

    private enum Key: String, CodingKey {
        case mediaType, artifactType, annotations, platform, config, manifests
    }

    /// Reads an entry: `platform` may be `null` (none is declared) or an object, `config` stands for the image's
    /// config, and `manifests` for a nested index.
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
