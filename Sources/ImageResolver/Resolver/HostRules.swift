import HostProbe
import ImageModel
import PlatformModel

/// The rules by which images are chosen: what is known about platforms, the host, and what the options ask for.
public struct HostRules: Sendable {
    /// What is known about platforms.
    public let catalog: PlatformCatalog
    /// The host, with the facts behind it: this machine, or the one that the options name.
    public let hostReport: HostReport
    private let options: ResolverOptions

    /// Reads the tables, and probes the host or reads the one that the options name.
    public init(options: ResolverOptions) throws(ResolverError) {
        let catalog = try PlatformCatalog.overlaid(by: options.tables)
        if let variant = options.policy.assumedVariant { try catalog.check(assumedVariant: variant) }
        self.options = options
        self.catalog = catalog
        hostReport = try HostReport(named: options.host, catalog: catalog)
    }

    /// The platforms that the wanted host accepts, best first.
    public func acceptedPlatforms() throws(ResolverError) -> [(platform: Platform, word: AcceptanceWord)] {
        matcher(try wanted.one(options.platforms)).accepts
    }

    /// What is wanted, for the platforms that the options or a request name.
    var wanted: WantedPlatforms {
        WantedPlatforms(
            catalog: catalog, host: hostReport.host, hostOption: options.host, environment: options.environment)
    }

    /// What the user should know of a wanted host before the choice.
    func warnings(about wanted: Wanted) -> [ResolverEvent] {
        matcher(wanted).warnings.map { .warning($0) }
    }

    /// What chooses from the documents of `image`.
    func selector(_ image: String, _ source: OpenSource) -> Selector {
        Selector(
            image: image, origin: source.origin, catalog: catalog, policy: options.policy,
            allowsMismatch: options.allowMismatch)
    }

    private func matcher(_ wanted: Wanted) -> Matcher {
        Matcher(wanted: wanted, policy: options.policy, catalog: catalog)
    }
}
