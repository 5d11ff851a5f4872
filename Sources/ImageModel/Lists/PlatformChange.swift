import PlatformModel

/// What is to be changed of the platform that a list names for an image; nil leaves a part as it is.
public struct PlatformChange: Hashable, Sendable {
    /// The operating system.
    public var os: String?
    /// The architecture.
    public var architecture: String?
    /// The CPU level.
    public var variant: String?
    /// The operating system's version.
    public var osVersion: String?
    /// What the operating system must offer, besides what is named already.
    public var osFeatures: [String]

    /// A change of these parts.
    public init(
        os: String? = nil, architecture: String? = nil, variant: String? = nil, osVersion: String? = nil,
        osFeatures: [String] = []
    ) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
        self.osVersion = osVersion
        self.osFeatures = osFeatures
    }

    /// `platform` with the change, in the spelling that clients compare.
    func applied(to platform: Platform?, by catalog: PlatformCatalog) throws(ListError) -> Platform {
        if let architecture, catalog.architecture(named: architecture) == nil {
            throw .unknownArchitecture(architecture, known: catalog.architectures.map(\.name))
        }
        if let os, catalog.operatingSystem(named: os) == nil {
            throw .unknownSystem(os, known: catalog.operatingSystems.map(\.name))
        }
        var changed = platform ?? Platform(os: "", architecture: "")
        changed.os = os ?? changed.os
        if let architecture {
            changed.architecture = architecture
            // A level of another architecture means nothing.
            let isSame =
                catalog.architecture(named: platform?.architecture ?? "")?.name
                == catalog.architecture(named: architecture)?.name
            if !isSame { changed.variant = nil }
        }
        changed.variant = variant ?? changed.variant
        changed.osVersion = osVersion ?? changed.osVersion
        for feature in osFeatures where !feature.isEmpty && !changed.osFeatures.contains(feature) {
            changed.osFeatures.append(feature)
        }
        return changed.spelled(by: catalog)
    }
}
