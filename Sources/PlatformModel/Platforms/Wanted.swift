/// The platform to choose an image for, and where it came from.
public struct Wanted: Hashable, Sendable {
    /// Where the wanted platform came from.
    public enum Origin: Hashable, Sendable {
        /// This machine.
        case host
        /// The option `--host`, with a host's name or a recording's file.
        case hostOption(String)
        /// The option `--platform`.
        case flag
        /// An environment variable, by name.
        case environment(String)
    }

    /// The host, with the requested platform applied to it.
    public let host: Host
    /// Where the wanted platform came from.
    public let origin: Origin

    /// Whether the user requested the platform, as opposed to it being probed or recorded.
    public var isRequested: Bool {
        switch origin {
        case .host, .hostOption: return false
        case .flag, .environment: return true
        }
    }

    /// The host as it is, without a requested platform.
    public static func from(host: Host, origin: Origin = .host) -> Wanted {
        Wanted(host: host, origin: origin)
    }

    /// The host with a requested platform, which replaces the host's platform as a whole.
    ///
    /// A platform without a variant means the baseline, not the host's level. Proofs about 32-bit code and guests are
    /// kept only if the request keeps the architecture or system that they are about; the other facts stay.
    public static func requesting(
        _ platform: Platform, on host: Host, origin: Origin, catalog: PlatformCatalog
    ) -> Wanted {
        let current = catalog.normalized(host.platform)
        var wanted = host
        wanted.platform = catalog.normalized(platform)
        wanted.level = .proved
        let keepsSystem = wanted.platform.os == current.os
        if !keepsSystem { wanted.guests = .unknown }
        if !keepsSystem || wanted.platform.architecture != current.architecture { wanted.compat32 = .unknown }
        return Wanted(host: wanted, origin: origin)
    }
}

extension Wanted {
    /// The host as the subject of a sentence.
    var name: String {
        switch origin {
        case .host: return "this host"
        // Of the path of a recording, the file's name is enough.
        case .hostOption(let name): return "host \(name.split(separator: "/").last ?? "/")"
        case .flag, .environment: return "the wanted platform"
        }
    }

    /// A clause that states the host's CPU level.
    func clause(level: String) -> String {
        switch (host.level, origin) {
        case (.proved, _) where level.isEmpty, (.assumed, _) where level.isEmpty: return "\(name) has no variant"
        case (.unknown(let probe), _): return "the level of \(name) is unknown (\(probe))"
        case (_, .flag), (_, .environment): return "\(name) is \(level)"
        case (.assumed, _): return "\(name) is assumed to support \(level)"
        case (.proved, _): return "\(name) supports \(level)"
        }
    }
}

/// The user's choices about what may run, beyond the host's own facts.
public struct MatchPolicy: Hashable, Sendable {
    /// Whether entries that need an emulator are accepted.
    public var emulation = false
    /// Whether Windows entries that need Hyper-V isolation are accepted.
    public var hyperV = false
    /// Whether only entries equal to the wanted platform are accepted.
    public var exact = false
    /// Whether the host's CPU level is ignored in favor of the architecture's baseline.
    public var baseline = false
    /// The CPU level of entries that name none, on architectures without a safe baseline (arm).
    public var assumedVariant: String?

    /// The default policy: only what the host runs by itself.
    public init() {}
}
