extension Platform {
    /// The short form, `os/architecture/variant`, without version and features: `linux/arm/v7`.
    ///
    /// Empty parts are left out; a platform that names no operating system is `unknown`.
    public var short: String {
        joined(system: os)
    }

    /// The full form, with version and features behind the operating system: `windows(10.0.20348+win32k)/amd64`.
    ///
    /// Features are sorted, each once. ``PlatformCatalog/parse(_:host:)`` reads it back.
    public var full: String {
        let version = osVersion ?? ""
        let features = Set(osFeatures).subtracting([""]).sorted()
        guard !version.isEmpty || !features.isEmpty else { return short }
        let inside = ([version] + features).map(PercentEncoding.encoded).joined(separator: "+")
        return joined(system: "\(os)(\(inside))")
    }

    private func joined(system: String) -> String {
        guard !os.isEmpty else { return "unknown" }
        guard !architecture.isEmpty else { return system }
        guard let variant, !variant.isEmpty else { return "\(system)/\(architecture)" }
        return "\(system)/\(architecture)/\(variant)"
    }
}
