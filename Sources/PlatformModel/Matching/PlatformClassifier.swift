/// Decides whether and how the wanted host runs a platform.
///
/// It applies one rule per part of the platform, and the first refusal ends the examination: ``EntryFilter``, ``ExactRule``,
/// the operating system, ``ExecutionRule``, ``WindowsVersionRule``, ``FeatureRule``.
struct PlatformClassifier: Sendable {
    /// The result for one platform.
    enum Answer: Hashable, Sendable {
        /// The host runs it.
        case runs(Fit)
        /// The host does not run it.
        case refused(Refusal)
    }

    /// The wanted host, normalized, with the policy applied.
    let host: Host
    /// The levels that run natively, best first.
    let nativeLevels: [String]
    /// A warning if the host's level is unknown.
    let warning: String?

    private let catalog: PlatformCatalog
    private let filter: EntryFilter
    private let wanted: Wanted
    private let execution: ExecutionRule
    private let version: WindowsVersionRule
    private let features: FeatureRule
    private let exact: ExactRule?
    private let assumedVariant: String?

    /// Creates a classifier for a wanted platform under a policy.
    init(wanted: Wanted, policy: MatchPolicy, catalog: PlatformCatalog) {
        let given = policy.baseline ? Self.baseline(of: wanted.host, catalog: catalog) : wanted.host
        var host = given
        host.platform = catalog.normalized(given.platform)
        self.host = host
        self.catalog = catalog
        filter = EntryFilter(catalog: catalog)
        let wanted = Wanted(host: host, origin: wanted.origin)
        self.wanted = wanted
        let variant = catalog.namesLevel(given.platform) ? host.platform.variant ?? given.platform.variant : nil
        execution = ExecutionRule(wanted: wanted, variant: variant, policy: policy, catalog: catalog)
        nativeLevels = execution.nativeLevels
        warning = execution.warning
        version = WindowsVersionRule(
            host: host, hostName: wanted.name, allowsHyperV: policy.hyperV, catalog: catalog)
        features = FeatureRule(host: host, hostName: wanted.name, catalog: catalog)
        let binds = catalog.operatingSystem(named: host.platform.os)?.bindsVersion == true
        exact = policy.exact ? ExactRule(wanted: host.platform, bindsVersion: binds) : nil
        assumedVariant = policy.assumedVariant
    }

    /// Classifies a platform as it is written in an index or a config.
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
            return Refusal(.os, "\(platform.os) is not \(own), the operating system of \(wanted.name)", distance: 1)
        }
        if let proof = host.guests.refutation {
            return Refusal(.os, "\(wanted.name) does not run \(platform.os) guests: \(proof)")
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

    /// The host at its architecture's baseline; a host below the baseline, or of unknown level, is unchanged.
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

/// The rule of `--exact`: only entries equal to the wanted platform are accepted.
///
/// A version counts only on systems where it is binding, and only if the wanted platform names one.
struct ExactRule: Sendable {
    /// The wanted platform, normalized.
    let wanted: Platform
    /// Whether `os.version` is binding on the wanted operating system.
    let bindsVersion: Bool

    /// The first difference of a normalized platform; `nil` if it is equal.
    func refusal(of platform: Platform) -> Refusal? {
        if platform.os != wanted.os { return refusal(.os, platform.os, wanted.os) }
        if platform.architecture != wanted.architecture {
            return refusal(.architecture, platform.architecture, wanted.architecture)
        }
        if platform.variant != wanted.variant {
            return refusal(.levelTooNew, platform.variant ?? "the baseline", wanted.variant ?? "the baseline")
        }
        if platform.osFeatures != wanted.osFeatures {
            return refusal(.osFeatures, Self.list(platform.osFeatures), Self.list(wanted.osFeatures))
        }
        guard bindsVersion, let version = wanted.osVersion, platform.osVersion != version else { return nil }
        let offered = platform.osVersion ?? "none"
        guard let left = DottedVersion(offered), let right = DottedVersion(version) else {
            return refusal(.windowsVersionUnreadable, offered, version)
        }
        return left == right ? nil : refusal(left < right ? .windowsBuildOlder : .windowsBuildNewer, offered, version)
    }

    private static func list(_ features: [String]) -> String {
        features.isEmpty ? "no features" : features.joined(separator: ", ")
    }

    private func refusal(_ reason: RefusalReason, _ offered: String, _ wanted: String) -> Refusal {
        Refusal(reason, "\(offered) is not \(wanted), and --exact accepts only the requested platform")
    }
}

/// Whether a host has all operating system features that an entry needs.
struct FeatureRule: Sendable {
    /// The wanted host.
    let host: Host
    /// The host's name in refusals.
    let hostName: String
    let catalog: PlatformCatalog

    /// Completes `fit` for the features of a normalized platform, or returns why it does not run.
    func complete(_ fit: inout Fit, for platform: Platform) -> Refusal? {
        let own = Set(host.platform.osFeatures)
        let implied = Set(catalog.operatingSystem(named: platform.os)?.features ?? [])
        let needed = Set(platform.osFeatures)
        let missing = needed.subtracting(own).subtracting(host.isNanoServer == true ? [] : implied)
        guard missing.isEmpty else {
            let names = missing.sorted().joined(separator: ", ")
            return Refusal(.osFeatures, "needs \(names), which \(hostName) lacks", distance: missing.count)
        }
        fit.unusedFeatures = own.subtracting(needed).count
        let used = own.intersection(needed).sorted()
        if !used.isEmpty { fit.remarks.append("uses \(used.joined(separator: ", "))") }
        return nil
    }
}
