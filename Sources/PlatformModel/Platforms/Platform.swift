/// The platform that an image is built for: operating system, architecture, and their details.
///
/// The strings are kept as they were written, so two values with the same meaning may differ (`x86_64` and `amd64`).
/// Compare, hash and store the result of ``PlatformCatalog/normalized(_:)`` instead.
/// Fields: OCI image-spec v1.1, image-index.md, "platform".
public struct Platform: Hashable, Sendable {
    /// The operating system, such as `linux`.
    public var os: String
    /// The architecture, such as `arm64`.
    public var architecture: String
    /// The CPU level, such as `v7`; `nil` means the architecture's baseline.
    public var variant: String?
    /// The version of the operating system, such as `10.0.20348.2966`; only Windows requires a match.
    public var osVersion: String?
    /// The operating system features that the image needs, such as `win32k`.
    public var osFeatures: [String]

    /// Creates a platform; nothing is checked.
    public init(
        os: String,
        architecture: String,
        variant: String? = nil,
        osVersion: String? = nil,
        osFeatures: [String] = []
    ) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
        self.osVersion = osVersion
        self.osFeatures = osFeatures
    }

    /// Whether every string is empty; such a platform counts as undeclared.
    public var isBlank: Bool {
        os.isEmpty && architecture.isEmpty && (variant ?? "").isEmpty && (osVersion ?? "").isEmpty
            && osFeatures.allSatisfy(\.isEmpty)
    }
}

extension Platform {
    /// The short form `os/architecture/variant`, without version and features: `linux/arm/v7`.
    ///
    /// Empty parts are left out. A platform without an operating system is written `unknown`.
    public var short: String {
        joined(system: os)
    }

    /// The full form, with version and features after the operating system: `windows(10.0.20348+win32k)/amd64`.
    ///
    /// Features are sorted and unique. ``PlatformCatalog/parse(_:host:)`` reads this form back.
    public var full: String {
        let version = osVersion ?? ""
        let features = Set(osFeatures).subtracting([""]).sorted()
        guard !version.isEmpty || !features.isEmpty else { return short }
        let inside = ([version] + features).map { $0.utf8.percentEncoded(keeping: \.isPlainInSpecifier) }.joined(
            separator: "+")
        return joined(system: "\(os)(\(inside))")
    }

    private func joined(system: String) -> String {
        guard !os.isEmpty else { return "unknown" }
        guard !architecture.isEmpty else { return system }
        guard let variant, !variant.isEmpty else { return "\(system)/\(architecture)" }
        return "\(system)/\(architecture)/\(variant)"
    }
}

extension Platform: Codable {
    /// The names of the fields in the OCI image specification.
    private enum CodingKeys: String, CodingKey {
        case os
        case architecture
        case variant
        case osVersion = "os.version"
        case osFeatures = "os.features"
    }

    /// Reads a platform object; a key that is absent or `null` counts as empty, and a value of the wrong type throws.
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

    /// Writes a platform object; empty optional fields are left out.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(os, forKey: .os)
        try values.encode(architecture, forKey: .architecture)
        if let variant, !variant.isEmpty { try values.encode(variant, forKey: .variant) }
        if let osVersion, !osVersion.isEmpty { try values.encode(osVersion, forKey: .osVersion) }
        if !osFeatures.isEmpty { try values.encode(osFeatures, forKey: .osFeatures) }
    }
}

extension UInt8 {
    /// Whether this byte is not percent-encoded inside the parentheses of a specifier.
    var isPlainInSpecifier: Bool {
        (0x21...0x7E).contains(self) && !"%+()/".utf8.contains(self)
    }
}
