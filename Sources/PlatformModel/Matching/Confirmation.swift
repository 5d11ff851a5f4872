/// Whether an image's config states the platform that its index entry declared.
public enum Confirmation: Hashable, Sendable {
    /// They agree, or the config does not contradict the entry.
    case agrees
    /// They differ in a part that does not decide whether the image runs; the text describes the difference.
    case note(String)
    /// The config names another operating system or architecture; the text describes the difference.
    case contradicts(String)
}

extension PlatformCatalog {
    /// Compares the platform that an entry declares with the platform in the image's config, both normalized.
    ///
    /// Empty fields of the config are ignored. A different operating system or architecture is a contradiction; a
    /// different variant or version is a note, and so are features that only the config states: hosts were not asked for them.
    public func confirmation(declared: Platform, config: Platform) -> Confirmation {
        let promised = normalized(declared)
        let found = normalized(config)
        guard config.os.isEmpty || found.os == promised.os else {
            return .contradicts("the index says \(promised.short), but the config says os '\(found.os)'")
        }
        guard config.architecture.isEmpty || found.architecture == promised.architecture else {
            return .contradicts("the index says \(promised.short), but the config says \(found.short)")
        }
        var differences: [String] = []
        if let variant = config.variant, !variant.isEmpty, found.variant != promised.variant {
            differences.append("the index says \(promised.short), but the config says \(found.short)")
        }
        if let version = config.osVersion, !version.isEmpty, let declaredVersion = declared.osVersion,
            !declaredVersion.isEmpty, version != declaredVersion
        {
            differences.append("the index says os.version \(declaredVersion), but the config says \(version)")
        }
        let features = found.osFeatures.filter { !promised.osFeatures.contains($0) }
        if !features.isEmpty {
            differences.append(
                "the config says os.features \(features.joined(separator: ", ")), but the index does not")
        }
        return differences.isEmpty ? .agrees : .note(differences.joined(separator: "; "))
    }
}
