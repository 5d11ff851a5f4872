/// The platform that an image is chosen for, and where it came from.
public struct Wanted: Hashable, Sendable {
    /// Where the wanted platform came from.
    public enum Origin: Hashable, Sendable {
        /// The machine itself.
        case host
        /// A host to pretend to be, by its name or file.
        case hostOption(String)
        /// The option `--platform`.
        case flag
        /// An environment variable, by its name.
        case environment(String)
    }

    /// The host, with the request applied to it.
    public let host: Host
    /// Where the wanted platform came from.
    public let origin: Origin

    /// Whether the platform was asked for, rather than probed or recorded.
    public var isRequested: Bool {
        switch origin {
        case .host, .hostOption: return false
        case .flag, .environment: return true
        }
    }

    /// No request: the host with every proved level.
    public static func from(host: Host, origin: Origin = .host) -> Wanted {
        Wanted(host: host, origin: origin)
    }

    /// A request: it replaces the platform whole, and the facts of the host that it does not touch stay.
    ///
    /// A platform without variant means the baseline, not the host's level. What the host is proved to run beside its
    /// own code stays only where the request keeps what the proof is about.
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
