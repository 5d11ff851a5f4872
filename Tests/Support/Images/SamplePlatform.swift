/// A platform as a sample declares it; nothing is folded or checked.
public struct SamplePlatform: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The operating system.
    public var os: String
    /// The architecture.
    public var architecture: String
    /// The variant, if it is named.
    public var variant: String?
    /// `os.version`, if it is named.
    public var osVersion: String?
    /// `os.features`; none are not written.
    public var osFeatures: [String] = []

    /// A platform of these parts.
    public init(
        os: String, architecture: String, variant: String? = nil, osVersion: String? = nil, osFeatures: [String] = []
    ) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
        self.osVersion = osVersion
        self.osFeatures = osFeatures
    }

    /// `linux/arm/v7`, `windows(10.0.17763.1)/amd64`.
    public init(stringLiteral text: String) {
        self.init(text)
    }

    /// Takes `text` apart at its slashes and its parentheses.
    public init(_ text: String) {
        let parts = text.split(separator: "/").map(String.init)
        let system = (parts.first ?? "").split(separator: "(")
        os = system.first.map(String.init) ?? ""
        osVersion = system.count > 1 ? String(system[1].dropLast()) : nil
        architecture = parts.count > 1 ? parts[1] : ""
        variant = parts.count > 2 ? parts[2] : nil
    }

    /// The members of a `platform` object, and of a config.
    var members: [(String, JSONText)] {
        var members: [(String, JSONText)] = [("architecture", .string(architecture)), ("os", .string(os))]
        if let osVersion { members.append(("os.version", .string(osVersion))) }
        if !osFeatures.isEmpty { members.append(("os.features", .array(osFeatures.map { .string($0) }))) }
        if let variant { members.append(("variant", .string(variant))) }
        return members
    }

    /// The parts joined by slashes, for file names and contents.
    public var text: String {
        let version = osVersion.map { "(\($0))" } ?? ""
        return ([os + version, architecture] + (variant.map { [$0] } ?? [])).joined(separator: "/")
    }
}
