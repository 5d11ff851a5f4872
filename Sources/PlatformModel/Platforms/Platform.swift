/// What an image is built for: an operating system, an architecture, and the finer points of both.
///
/// The strings are kept as they were written. Two platforms that mean the same may differ here (`x86_64` and `amd64`);
/// compare, hash and store what ``PlatformCatalog/normalized(_:)`` gives.
/// Fields: OCI image-spec v1.1, image-index.md, "platform".
public struct Platform: Hashable, Sendable {
    /// The operating system, such as `linux`.
    public var os: String
    /// The architecture, such as `arm64`.
    public var architecture: String
    /// The CPU level, such as `v7`; `nil` leaves it to the architecture's baseline.
    public var variant: String?
    /// The version of the operating system, such as `10.0.20348.2966`; it binds on Windows only.
    public var osVersion: String?
    /// What the operating system must offer, such as `win32k`.
    public var osFeatures: [String]

    /// A platform of these parts, none of them checked.
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

    /// Whether every string is empty, in which case the platform counts as not declared at all.
    public var isBlank: Bool {
        os.isEmpty && architecture.isEmpty && (variant ?? "").isEmpty && (osVersion ?? "").isEmpty
            && osFeatures.allSatisfy(\.isEmpty)
    }
}
