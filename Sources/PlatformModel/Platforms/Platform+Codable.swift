extension Platform: Codable {
    /// The specification's own names of the fields.
    private enum CodingKeys: String, CodingKey {
        case os
        case architecture
        case variant
        case osVersion = "os.version"
        case osFeatures = "os.features"
    }

    /// Reads a platform object; a key that is absent or `null` counts as empty, one of another type is refused.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            os: try values.decodeIfPresent(String.self, forKey: .os) ?? "",
            architecture: try values.decodeIfPresent(String.self, forKey: .architecture) ?? "",
            variant: try values.decodeIfPresent(String.self, forKey: .variant),
            osVersion: try values.decodeIfPresent(String.self, forKey: .osVersion),
            osFeatures: try values.decodeIfPresent([String].self, forKey: .osFeatures) ?? []
        )
    }

    /// Writes a platform object without the keys that would be empty.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(os, forKey: .os)
        try values.encode(architecture, forKey: .architecture)
        if let variant, !variant.isEmpty { try values.encode(variant, forKey: .variant) }
        if let osVersion, !osVersion.isEmpty { try values.encode(osVersion, forKey: .osVersion) }
        if !osFeatures.isEmpty { try values.encode(osFeatures, forKey: .osFeatures) }
    }
}
