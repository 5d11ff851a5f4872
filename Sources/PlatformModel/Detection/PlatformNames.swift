extension PlatformCatalog {
    /// The platforms that a shell offers after `prefix`, in the order of the tables.
    ///
    /// These are the platforms of the named hosts, as os/architecture, because not every system runs on every architecture.
    /// Once `prefix` names both, the levels of that architecture follow, so that `linux/` does not offer dozens of them.
    package func platformNames(startingWith prefix: String) -> [String] {
        let detection = HostDetection(catalog: self)
        var names: [String] = []
        for name in hostNames {
            guard let host = namedHost(name), let platform = try? detection.platform(of: host) else { continue }
            let pair = "\(platform.os)/\(platform.architecture)"
            guard !names.contains(pair) else { continue }
            names.append(pair)
            guard prefix.hasPrefix(pair + "/") else { continue }
            names += levels(of: platform.architecture).filter { $0.numberedPrefix == nil }.map { "\(pair)/\($0.name)" }
        }
        return names.filter { $0.hasPrefix(prefix) }
    }
}
