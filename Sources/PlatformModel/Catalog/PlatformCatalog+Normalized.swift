extension PlatformCatalog {
    /// The one spelling of a platform by which it is compared, hashed and stored.
    ///
    /// Case and aliases are folded, the architecture's baseline is left out (or, for arm, written out), features are
    /// sorted. Normalising twice changes nothing.
    public func normalized(_ platform: Platform) -> Platform {
        let system = platform.os.lowercased()
        let version = platform.osVersion ?? ""
        let (architecture, variant) = normalized(architecture: platform.architecture, variant: platform.variant)
        return Platform(
            os: operatingSystem(named: system)?.name ?? system,
            architecture: architecture,
            variant: variant,
            osVersion: version.isEmpty ? nil : version,
            osFeatures: Set(platform.osFeatures).subtracting([""]).sorted()
        )
    }

    /// The normal form of an architecture and a variant.
    package func normalized(architecture name: String, variant: String?) -> (architecture: String, variant: String?) {
        guard let architecture = architecture(named: name) else {
            let variant = (variant ?? "").lowercased()
            return (name.lowercased(), variant.isEmpty ? nil : variant)
        }
        let level = level(architecture: name, variant: variant)
        if level.isEmpty { return (architecture.name, nil) }
        let isOmitted = level == architecture.baseline && architecture.baselineSpelling != .always
        return (architecture.name, isOmitted ? nil : level)
    }

    /// The level that an architecture and a variant mean, in its canonical spelling, the baseline included.
    ///
    /// Empty when the architecture has no levels and none is given. A spelling that the tables do not know stays, in
    /// lower case.
    package func level(architecture name: String, variant: String?) -> String {
        let given = (variant ?? "").lowercased()
        guard let architecture = architecture(named: name) else { return given }
        guard !given.isEmpty else { return names.impliedVariant(of: name) ?? architecture.baseline ?? "" }
        return levelIndex.canonical(given, of: architecture.name) ?? given
    }

    /// Whether a platform says its CPU level, by its variant or by the name of its architecture.
    package func namesLevel(_ platform: Platform) -> Bool {
        !(platform.variant ?? "").isEmpty || names.impliedVariant(of: platform.architecture) != nil
    }

    /// The levels that a CPU of one level runs, the preferred first, beginning with the level itself.
    ///
    /// Empty for a level that the tables do not know.
    package func levels(below level: String, architecture: String) -> [String] {
        levelIndex.walk(from: level, of: architecture)
    }
}
