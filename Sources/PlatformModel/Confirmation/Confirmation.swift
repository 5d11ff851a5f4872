/// Whether an image's config says the platform that the list's entry promised (PLATFORM-RULES.md section 1, stage 7).
public enum Confirmation: Hashable, Sendable {
    /// They agree, or the config says nothing to the contrary.
    case agrees
    /// They differ in what does not decide whether the image runs: the fact is worth a note.
    case note(String)
    /// The config names another operating system or architecture.
    case contradicts(String)
}

extension PlatformCatalog {
    /// Compares what an entry declares with what the image's config says; both are normalised first.
    ///
    /// An empty field in the config says nothing. Another operating system or architecture contradicts; another variant
    /// or version is a note.
    public func confirmation(declared: Platform, config: Platform) -> Confirmation {
        let promised = normalized(declared)
        let found = normalized(config)
        guard config.os.isEmpty || found.os == promised.os else {
            return .contradicts("the list says \(promised.short), the config says os '\(found.os)'")
        }
        guard config.architecture.isEmpty || found.architecture == promised.architecture else {
            return .contradicts("the list says \(promised.short), the config says \(found.short)")
        }
        if let variant = config.variant, !variant.isEmpty, found.variant != promised.variant {
            return .note("the list says \(promised.short), the config says \(found.short)")
        }
        guard let version = config.osVersion, !version.isEmpty, let declaredVersion = declared.osVersion,
            !declaredVersion.isEmpty, version != declaredVersion
        else { return .agrees }
        return .note("the list says os.version \(declaredVersion), the config says \(version)")
    }
}
