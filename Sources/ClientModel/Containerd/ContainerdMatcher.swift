import PlatformModel

/// containerd's package `platforms`: the platforms that one platform accepts, in order.
///
/// Rules: containerd/platforms `compare.go`, `platforms.go`, `platform_windows_compat.go`.
struct ContainerdMatcher: Sendable {
    /// What the order of two accepted platforms depends on.
    enum Order: Hashable, Sendable {
        /// The place in ``accepted``, then the number of features, greatest first.
        case ladder
        /// The text of the version, greatest first: the default matcher of Windows.
        case versionText
    }

    /// The accepted platforms, best first, normalized.
    let accepted: [Platform]
    /// What the order depends on.
    let order: Order
    private let library: ContainerdLibrary

    /// Whether a platform is accepted.
    func accepts(_ platform: Platform) -> Bool {
        let candidate = library.normalized(platform)
        return accepted.contains { library.matches(candidate, $0) }
    }

    /// Whether one platform stands before another; platforms that are not accepted stand last.
    func precedes(_ left: Platform, _ right: Platform) -> Bool {
        let (left, right) = (library.normalized(left), library.normalized(right))
        switch order {
        case .ladder:
            for rung in accepted {
                switch (library.matches(left, rung), library.matches(right, rung)) {
                case (true, false): return true
                case (false, true): return false
                case (true, true): return library.readsFeatures && left.osFeatures.count > right.osFeatures.count
                case (false, false): continue
                }
            }
            return false
        case .versionText:
            let (isLeft, isRight) = (accepts(left), accepts(right))
            if isLeft, isRight { return (left.osVersion ?? "") > (right.osVersion ?? "") }
            return isLeft && !isRight
        }
    }

    /// `Only`: the platform, and what is below it on the ladder.
    static func only(_ platform: Platform, in library: ContainerdLibrary) -> ContainerdMatcher {
        let ladder = library.ladder(from: library.normalized(platform))
        return ContainerdMatcher(accepted: ladder, order: .ladder, library: library)
    }

    /// `OnlyStrict`: the platform alone.
    static func strict(_ platform: Platform, in library: ContainerdLibrary) -> ContainerdMatcher {
        ContainerdMatcher(accepted: [library.normalized(platform)], order: .ladder, library: library)
    }

    /// `Default`: what containerd uses on its own system when no platform is asked for.
    static func hostDefault(_ platform: Platform, in library: ContainerdLibrary) -> ContainerdMatcher {
        let host = library.normalized(platform)
        switch host.os {
        case OperatingSystemName.windows:
            return ContainerdMatcher(accepted: [host], order: .versionText, library: library)
        case OperatingSystemName.darwin, OperatingSystemName.freebsd:
            // The guest has the architecture of the host and no variant of its own.
            let guest = Platform(os: OperatingSystemName.linux, architecture: host.architecture)
            return ContainerdMatcher(
                accepted: [host, library.normalized(guest)], order: .ladder, library: library)
        default:
            return only(host, in: library)
        }
    }
}

/// Systems on which clients follow rules of their own.
enum OperatingSystemName {
    static let linux = "linux"
    static let windows = "windows"
    static let darwin = "darwin"
    static let freebsd = "freebsd"
}

/// One version of containerd's matching on one host.
struct ContainerdLibrary: Sendable {
    /// The versions between which the rules changed.
    enum Generation: Hashable, Sendable {
        /// containerd 1.6: no os.features, no ladder of 64-bit ARM levels, config matched by system and architecture alone.
        case v1
        /// containerd 2.
        case v2
    }

    private static let graphicsFeature = "win32k"

    /// The version of the rules.
    let generation: Generation
    /// The operating system on which the library runs: versions of Windows count only there.
    let system: String
    private let names: LibraryNames

    /// The library on a host.
    init(_ generation: Generation, on system: String, catalog: PlatformCatalog) {
        self.generation = generation
        self.system = system.lowercased()
        names = LibraryNames(of: generation == .v1 ? "containerd-1.6" : "containerd", in: catalog)
    }

    /// Whether os.features are compared.
    var readsFeatures: Bool { generation == .v2 }

    /// A platform as the library compares it.
    func normalized(_ platform: Platform) -> Platform {
        var normal = platform
        normal.os = platform.os.isEmpty ? system : platform.os.lowercased()
        if normal.os == "macos" { normal.os = OperatingSystemName.darwin }
        normal.architecture = platform.architecture.lowercased()
        normal.variant = platform.variant?.lowercased()
        normal.osFeatures = Set(platform.osFeatures).sorted()
        if normal.os == OperatingSystemName.windows { normal.osFeatures.removeAll { $0 == Self.graphicsFeature } }
        return names.normalized(normal)
    }

    /// A platform that a user wrote, as the library reads the option: the usual variant is left out, or kept if it was
    /// written for levels that come in generations.
    func parsed(_ request: Platform) -> Platform {
        var parsed = normalized(request)
        let given = request.variant ?? ""
        let usual = normalized(Platform(os: parsed.os, architecture: parsed.architecture)).variant
        if given.isEmpty, parsed.variant == usual { parsed.variant = nil }
        if !given.isEmpty, parsed.variant == nil, names.architecture(parsed.architecture)?.hasGenerations == true {
            parsed.variant = given.lowercased()
        }
        return parsed
    }

    /// A host as the library detects it.
    func detected(_ host: Platform, by client: String) -> Platform {
        names.detected(host, by: client)
    }

    /// Whether a normalized candidate matches one accepted platform.
    func matches(_ candidate: Platform, _ accepted: Platform) -> Bool {
        guard candidate.os == accepted.os, candidate.architecture == accepted.architecture,
            (candidate.variant ?? "") == (accepted.variant ?? "")
        else { return false }
        if system == OperatingSystemName.windows, accepted.os == system {
            guard WindowsCompatibility.allows(candidate.osVersion, on: accepted.osVersion) else { return false }
        }
        return !readsFeatures || Set(candidate.osFeatures).isSubset(of: accepted.osFeatures)
    }

    /// Whether an entry's config, read because the entry declares no platform, is accepted.
    func accepts(config: Platform, by matcher: ContainerdMatcher) -> Bool {
        guard generation == .v1 else { return matcher.accepts(config) }
        // Variant and version of the config are not read: whatever the ladder names will do.
        let bare = normalized(Platform(os: config.os, architecture: config.architecture))
        return matcher.accepted.contains { $0.os == bare.os && $0.architecture == bare.architecture }
    }
}

extension ContainerdLibrary {
    /// A normalized platform and all below it, best first.
    ///
    /// It is empty for a level that belongs to no generation of its architecture: then nothing matches.
    func ladder(from platform: Platform) -> [Platform] {
        guard let row = names.architecture(platform.architecture) else { return [platform] }
        guard let variants = row.variants(below: platform.variant) else { return [] }
        let levels = variants.map { variant in
            var level = platform
            level.variant = variant
            return normalized(level)
        }
        return [platform] + levels
            + row.siblings.flatMap { sibling in
                var next = platform
                (next.architecture, next.variant) = sibling
                return ladder(from: normalized(next))
            }
    }
}

extension ClientArchitecture {
    /// Whether its levels come in generations.
    fileprivate var hasGenerations: Bool { !generations.isEmpty }

    private var generations: [Generation] {
        ladder.compactMap { step in
            guard case .generation(let generation) = step else { return nil }
            return generation
        }
    }

    /// The architectures below it, with the variant at which each begins.
    fileprivate var siblings: [(String, variant: String?)] {
        ladder.compactMap { step in
            guard case .word(let word) = step else { return nil }
            let parts = word.split(separator: "/").map(String.init)
            return (parts[0], parts.count > 1 ? parts[1] : nil)
        }
    }

    /// The variants below one; `nil` if the levels come in generations and the variant is in none of them.
    fileprivate func variants(below variant: String?) -> [String]? {
        guard let oldest = generations.last else {
            let number = Int((variant ?? "").drop { $0 == "v" }) ?? 0
            return ladder.flatMap { step in
                guard case .numbers(let lowest) = step, number > lowest else { return [String]() }
                return (lowest..<number).reversed().map { "v\($0)" }
            }
        }
        let known = generations.lazy.flatMap { generation in generation.minors.map { (generation, $0) } }
        let written = variant ?? oldest.name(0)
        guard let (generation, minor) = known.first(where: { $0.0.name($0.1) == written }) else { return nil }
        let own = generation.names(below: minor)
        guard let offset = generation.continuation,
            let next = generations.first(where: { $0.major == generation.major - 1 })
        else { return own }
        return own + next.names(below: min(minor + offset, next.minors.upperBound) + 1)
    }
}

extension ClientArchitecture.Generation {
    fileprivate func name(_ minor: Int) -> String {
        minor == 0 ? "v\(major)" : "v\(major).\(minor)"
    }

    /// The levels below a minor version, highest first.
    fileprivate func names(below minor: Int) -> [String] {
        (0..<minor).reversed().map(name)
    }
}

/// Which builds of Windows images containerd starts on a build.
enum WindowsCompatibility {
    /// The builds of the releases that later ones keep running.
    private static let stable = [20348, 26100]

    /// Whether an image of one version runs on a host of another; a version that is absent matches.
    static func allows(_ image: String?, on host: String?) -> Bool {
        guard let host = host.flatMap(DottedVersion.init), host.build != nil, let image, !image.isEmpty else {
            return true
        }
        guard let image = DottedVersion(image), image.build != nil,
            image.numbers.prefix(2) == host.numbers.prefix(2)
        else { return false }
        let (build, hostBuild) = (image.numbers[2], host.numbers[2])
        guard let oldest = stable.first, hostBuild >= oldest else { return build == hostBuild }
        return build >= (stable.last { $0 < hostBuild } ?? oldest) && build <= hostBuild
    }
}
