import PlatformModel

/// Works out which platforms are wanted: from `--platform`, else from the environment, else the host's own.
struct WantedPlatforms: Sendable {
    let catalog: PlatformCatalog
    let host: Host
    let hostOption: String?
    let environment: [String: String]

    /// The environment variables that may name a platform, the strongest first.
    static let variables = ["RESOLVE_PLATFORM", "DOCKER_DEFAULT_PLATFORM"]
    /// What stands for every platform of a list where a resolution is kept.
    static let every = Platform(os: "all", architecture: "all")

    /// What a list of `--platform` texts comes to.
    enum Selection: Sendable {
        /// These, each once, in the order given.
        case some([Wanted])
        /// Every platform of the list.
        case all

        /// The platforms that were named; none where all are wanted.
        var platforms: [Wanted] {
            switch self {
            case .some(let platforms): platforms
            case .all: []
            }
        }

        /// The platform under which a store may know the image.
        var key: Platform { platforms.first?.host.platform ?? WantedPlatforms.every }
    }

    /// The wanted platforms of a command that takes several, `host` and `all`.
    func selection(_ texts: [String]) throws(ResolverError) -> Selection {
        if texts.contains("all") {
            guard texts.count == 1 else {
                throw ResolverError(.usage, "--platform all stands alone: it takes every platform of the list")
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

    /// The wanted platform of a command that takes one.
    func one(_ texts: [String]) throws(ResolverError) -> Wanted {
        guard texts.count < 2 else {
            throw ResolverError(.usage, "\(texts.count) platforms are given, and this command takes one")
        }
        if let text = texts.first { return text == "host" ? ownHost : try requested(text, from: .flag) }
        // A host to pretend to be is as explicit as a platform: the environment does not overrule it.
        guard hostOption == nil else { return ownHost }
        for name in Self.variables {
            if let text = environment[name], !text.isEmpty { return try requested(text, from: .environment(name)) }
        }
        return ownHost
    }

    private var ownHost: Wanted {
        Wanted.from(host: host, origin: hostOption.map { .hostOption($0) } ?? .host)
    }

    private func requested(_ text: String, from origin: Wanted.Origin) throws(ResolverError) -> Wanted {
        do throws(SpecifierError) {
            let platform = try catalog.parse(text, host: host.platform)
            return Wanted.requesting(platform, on: host, origin: origin, catalog: catalog)
        } catch {
            guard case .environment(let name) = origin else { throw ResolverError(.malformed, error.description) }
            throw ResolverError(.malformed, "\(name): \(error)", hint: "unset \(name), or overrule it by --platform")
        }
    }
}
