/// Whether a host has the features of the operating system that an entry needs: a test for a subset.
struct FeatureRule: Sendable {
    /// The wanted host.
    let host: Host
    /// How the host is spoken of.
    let hostName: String
    /// The knowledge about operating systems.
    let catalog: PlatformCatalog

    /// Completes `fit` for the features of a normalised platform, or says which are missing.
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
