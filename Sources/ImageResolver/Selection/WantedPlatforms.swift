import ErrorMapping
import ImageStore
import PlatformModel

/// Determines the wanted platforms: from `--platform`, else from the environment, else the host's own.
struct WantedPlatforms: Sendable {
    let catalog: PlatformCatalog
    let host: Host
    let hostOption: String?
    let environment: [String: String]

    /// The environment variables that may name a platform, in order of precedence.
    static let variables = ["RESOLVE_PLATFORM", "DOCKER_DEFAULT_PLATFORM"]
    /// The stand-in for every platform of an index in a stored resolution.
    static var every: Platform { Resolution.allPlatforms }

    /// The platforms that several `--platform` options select.
    enum Selection: Sendable {
        /// These platforms, without duplicates, in the order given.
        case some([Wanted])
        /// Every platform of the index.
        case all

        /// The named platforms; empty if all are wanted.
        var platforms: [Wanted] {
            switch self {
            case .some(let platforms): platforms
            case .all: []
            }
        }

        /// The platform under which a store may have recorded the image.
        var key: Platform { platforms.first?.host.platform ?? WantedPlatforms.every }
    }

    /// The wanted platforms of a command that accepts several, including `host` and `all`.
    func selection(_ texts: [String]) throws(ResolverError) -> Selection {
        if texts.contains("all") {
            guard texts.count == 1 else {
                throw ResolverError(.usage, "--platform all cannot be combined with other platforms")
            }
            return .all
        }
        guard !texts.isEmpty else { return .some([try one([])]) }
        var seen: Set<Platform> = []
        var wanted: [Wanted] = []
        for text in texts {
            let next = text == "host" ? ownHost : try requested(text, from: .flag)
            if seen.insert(catalog.normalized(next.host.platform)).inserted { wanted.append(next) }
        }
        return .some(wanted)
    }

    /// The wanted platform of a command that accepts one.
    func one(_ texts: [String]) throws(ResolverError) -> Wanted {
        guard texts.count < 2 else {
            throw ResolverError(.usage, "\(texts.count) platforms are given, but this command accepts one")
        }
        if let text = texts.first { return text == "host" ? ownHost : try requested(text, from: .flag) }
        // A host option is as explicit as a platform option, so the environment does not override it.
        guard hostOption == nil else { return ownHost }
        for name in Self.variables {
            if let text = environment[name], !text.isEmpty { return try requested(text, from: .environment(name)) }
        }
        return ownHost
    }

    /// The platform that a user asked for, with the names as they were written; `nil` for the host itself.
    ///
    /// Other clients read names by their own rules.
    func written(_ texts: [String], for wanted: Wanted) throws(ResolverError) -> Platform? {
        guard wanted.isRequested else { return nil }
        let text: String
        switch wanted.origin {
        case .environment(let name): text = environment[name] ?? ""
        case .flag, .host, .hostOption: text = texts.first ?? ""
        }
        var platform = try mapError(
            { Self.malformed($0, in: text, from: wanted.origin) }, try catalog.parse(text, host: host.platform))
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else { return platform }
        platform.architecture = parts[1]
        platform.variant = parts.count > 2 ? parts[2] : nil
        return platform
    }

    private var ownHost: Wanted {
        Wanted.from(host: host, origin: hostOption.map { .hostOption($0) } ?? .host)
    }

    private func requested(_ text: String, from origin: Wanted.Origin) throws(ResolverError) -> Wanted {
        let platform = try mapError(
            { Self.malformed($0, in: text, from: origin) }, try catalog.parse(text, host: host.platform))
        return Wanted.requesting(platform, on: host, origin: origin, catalog: catalog)
    }

    private static func malformed(
        _ error: SpecifierError, in text: String, from origin: Wanted.Origin
    ) -> ResolverError {
        guard case .environment(let name) = origin else {
            let isList = text.contains(",")
            return ResolverError(
                .usage, "--platform: \(error)", hint: isList ? "repeat --platform for each platform" : nil)
        }
        return ResolverError(
            .malformed, "\(name): \(error)", hint: "unset \(name), or override it with --platform")
    }
}
