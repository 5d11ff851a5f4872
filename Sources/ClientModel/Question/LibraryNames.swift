import PlatformModel

/// What one library knows about architectures, from `Platforms/client-names.tsv`.
struct LibraryNames: Sendable {
    /// The rows of the library.
    let rows: [ClientArchitecture]

    /// The rows of a library.
    init(of library: String, in catalog: PlatformCatalog) {
        rows = catalog.clientArchitectures.filter { $0.library == library }
    }

    /// The row of an architecture, by the name that the library compares.
    func architecture(_ name: String) -> ClientArchitecture? {
        rows.first { $0.name == name }
    }

    /// The names by which the library compares a platform; system, version and features stay.
    func normalized(_ platform: Platform) -> Platform {
        var normal = platform
        let variant = platform.variant ?? ""
        guard let row = rows.first(where: { $0.name == platform.architecture || $0.reads(platform.architecture) })
        else { return normal }
        normal.architecture = row.name
        let implied = row.spellings[platform.architecture].flatMap { $0 }
        normal.variant = implied ?? row.variants[variant] ?? variant
        if normal.variant == "" { normal.variant = nil }
        return normal
    }

    /// A host as a client detects it: with the variant only if the client looks for one.
    ///
    /// - Parameter detector: the client, as the column `detected by` names it.
    func detected(_ host: Platform, by detector: String) -> Platform {
        var seen = host
        guard let found = architecture(host.architecture)?.detectors[detector] else {
            seen.variant = nil
            return seen
        }
        if let found { seen.variant = found }
        return seen
    }
}

extension ClientArchitecture {
    /// Whether a name is another spelling of this architecture.
    fileprivate func reads(_ name: String) -> Bool {
        spellings.keys.contains(name)
    }
}
