/// Tells whether and how the wanted host runs a platform (PLATFORM-RULES section 2).
struct PlatformClassifier: Sendable {
    /// What becomes of one platform.
    enum Answer: Hashable, Sendable {
        /// The host runs it so.
        case runs(Fit)
        /// The host does not run it.
        case refused(Refusal)
    }

    /// The wanted host, normalised, with the policy applied.
    let host: Host
    /// The levels that run natively, best first.
    let nativeLevels: [String]
    /// What is to be said of the host's level, when it is not known.
    let warning: String?

    private let catalog: PlatformCatalog
    private let filter: EntryFilter
    private let wording: WantedWording
    private let execution: ExecutionRule
    private let version: WindowsVersionRule
    private let features: FeatureRule
    private let exact: ExactRule?
    private let assumedVariant: String?

    /// The classifier for a wanted platform under a policy.
    init(wanted: Wanted, policy: MatchPolicy, catalog: PlatformCatalog) {
        let given = policy.baseline ? Self.baseline(of: wanted.host, catalog: catalog) : wanted.host
        var host = given
        host.platform = catalog.normalized(given.platform)
        self.host = host
        self.catalog = catalog
        filter = EntryFilter(catalog: catalog)
        wording = WantedWording(host: host, origin: wanted.origin)
        let variant = catalog.namesLevel(given.platform) ? host.platform.variant ?? given.platform.variant : nil
        execution = ExecutionRule(wording: wording, variant: variant, policy: policy, catalog: catalog)
        nativeLevels = execution.nativeLevels
        warning = execution.warning
        version = WindowsVersionRule(
            host: host, hostName: wording.name, allowsHyperV: policy.hyperV, catalog: catalog)
        features = FeatureRule(host: host, hostName: wording.name, catalog: catalog)
        let binds = catalog.operatingSystem(named: host.platform.os)?.bindsVersion == true
        exact = policy.exact ? ExactRule(wanted: host.platform, bindsVersion: binds) : nil
        assumedVariant = policy.assumedVariant
    }

    /// What becomes of a platform as it was written.
    func answer(for written: Platform) -> Answer {
        if let refusal = filter.refusal(of: written) { return .refused(refusal) }
        let isUnnamed = !catalog.namesLevel(written)
        let platform = catalog.normalized(isUnnamed ? assuming(written) : written)
        if let refusal = exact?.refusal(of: platform) { return .refused(refusal) }
        var fit = Fit()
        if let refusal = completeSystem(&fit, for: platform) { return .refused(refusal) }
        let level = catalog.level(architecture: platform.architecture, variant: platform.variant)
        if let refusal = execution.complete(
            &fit, architecture: platform.architecture, level: level, isUnnamed: isUnnamed && assumedVariant == nil)
        {
            return .refused(refusal)
        }
        if let refusal = completeVersion(&fit, for: platform) { return .refused(refusal) }
        if let refusal = features.complete(&fit, for: platform) { return .refused(refusal) }
        return .runs(fit)
    }

    private func completeSystem(_ fit: inout Fit, for platform: Platform) -> Refusal? {
        let own = host.platform.os
        if platform.os == own { return nil }
        let guests = catalog.operatingSystem(named: own)?.guests ?? []
        guard guests.contains(platform.os) else {
            return Refusal(.os, "\(platform.os) is not \(own), which \(wording.name) runs", distance: 1)
        }
        if let proof = host.guests.refutation {
            return Refusal(.os, "\(wording.name) is proved not to run \(platform.os) guests: \(proof)")
        }
        fit.isGuest = true
        fit.remarks.append("a \(platform.os) guest on \(own)")
        return nil
    }

    private func completeVersion(_ fit: inout Fit, for platform: Platform) -> Refusal? {
        guard !fit.isGuest, catalog.operatingSystem(named: platform.os)?.bindsVersion == true else { return nil }
        switch version.answer(for: platform.osVersion) {
        case .refused(let refusal): return refusal
        case .runs(let preference, let needsHyperV, let remark):
            fit.version = preference
            fit.needsHyperV = needsHyperV
            fit.remarks.append(remark)
            return nil
        }
    }

    private func assuming(_ platform: Platform) -> Platform {
        guard let assumedVariant,
            catalog.architecture(named: platform.architecture)?.unprovedLevel == .exactOnly
        else { return platform }
        var platform = platform
        platform.variant = assumedVariant
        return platform
    }

    /// The host at its architecture's baseline; a host below it, or of unknown level, stays as it is.
    private static func baseline(of host: Host, catalog: PlatformCatalog) -> Host {
        let row = catalog.architecture(named: host.platform.architecture)
        let level = catalog.level(architecture: host.platform.architecture, variant: host.platform.variant)
        let reached = catalog.levels(below: level, architecture: row?.name ?? "")
        let isSafe = row?.unprovedLevel != .exactOnly || reached.contains(row?.baseline ?? "")
        guard isSafe, host.level.isKnown || row?.unprovedLevel != .exactOnly else { return host }
        var host = host
        host.platform.architecture = row?.name ?? host.platform.architecture
        host.platform.variant = row?.baseline
        if row?.unprovedLevel != .exactOnly { host.level = .proved }
        return host
    }
}
