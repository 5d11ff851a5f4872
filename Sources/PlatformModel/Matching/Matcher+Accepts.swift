extension Matcher {
    /// The platforms that the wanted host accepts, best first, each normalised.
    public var accepts: [(platform: Platform, word: AcceptanceWord)] {
        let platforms = Self.unique(systems.flatMap(platforms(on:)))
        var accepted: [(platform: Platform, rank: Rank, word: AcceptanceWord)] = []
        for (index, platform) in platforms.enumerated() {
            guard case .runs(let fit) = classifier.answer(for: platform) else { continue }
            accepted.append((platform, Rank(fit, isDeclared: true, position: [index]), fit.word(isDeclared: true)))
        }
        return accepted.sorted { $0.rank < $1.rank }.map { ($0.platform, $0.word) }
    }

    /// The host's own operating system, and its guests.
    private var systems: [String] {
        let own = classifier.host.platform.os
        return [own] + (catalog.operatingSystem(named: own)?.guests ?? [])
    }

    /// Every platform that could be accepted on an operating system.
    private func platforms(on system: String) -> [Platform] {
        let own = classifier.host.platform.architecture
        let native = classifier.nativeLevels.map { level in
            Platform(os: system, architecture: own, variant: level.isEmpty ? nil : level)
        }
        let known = catalog.architectures.flatMap { architecture in
            let levels = catalog.levels(of: architecture.name).filter { $0.numberedPrefix == nil }.map(\.name)
            return (levels.isEmpty ? [nil] : levels.map(Optional.some)).map {
                Platform(os: system, architecture: architecture.name, variant: $0)
            }
        }
        return (native + known).flatMap(versions(of:)).map(catalog.normalized)
    }

    /// The platform in every version that matters: where it binds, the known builds and the host's own, then none.
    private func versions(of platform: Platform) -> [Platform] {
        guard catalog.operatingSystem(named: platform.os)?.bindsVersion == true,
            let version = classifier.host.platform.osVersion.flatMap({ DottedVersion($0) }), version.build != nil
        else { return [platform] }
        let builds = Set(catalog.windowsBuilds.filter { !$0.andLater }.map(\.build) + version.numbers[2...2])
        let prefix = version.numbers.prefix(2).map(String.init).joined(separator: ".")
        return builds.sorted(by: >).map { build in
            var versioned = platform
            versioned.osVersion = "\(prefix).\(build)"
            return versioned
        } + [platform]
    }

    private static func unique(_ platforms: [Platform]) -> [Platform] {
        var seen: Set<Platform> = []
        return platforms.filter { seen.insert($0).inserted }
    }
}
