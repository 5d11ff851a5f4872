/// All tables, read but not yet checked against one another.
struct CatalogTables: Sendable {
    /// The rows of `architectures.tsv`.
    let architectures: KeyedRows<Architecture>
    /// The rows of `levels.tsv`.
    let levels: KeyedRows<CPULevel>
    /// The rows of `siblings.tsv`.
    let siblings: KeyedRows<Sibling>
    /// The rows of `operating-systems.tsv`.
    let operatingSystems: KeyedRows<OperatingSystem>
    /// The rows of `windows-builds.tsv`.
    let windowsBuilds: KeyedRows<WindowsBuild>
    /// The rows of `emulators.tsv`.
    let emulators: KeyedRows<EmulatorHandler>
    /// The rows of `not-images.tsv`.
    let entryRules: KeyedRows<EntryRule>
    /// The rows of `cpu-features.tsv`.
    let cpuFeatures: KeyedRows<CPUFeatureRow>
    /// The machines of `hosts.tsv`.
    let hosts: NamedHosts

    /// Reads the files; a later file of the same name is laid over an earlier one.
    init(_ files: [TableFile]) throws(TableError) {
        architectures = try KeyedRows(files)
        levels = try KeyedRows(files)
        siblings = try KeyedRows(files)
        operatingSystems = try KeyedRows(files)
        windowsBuilds = try KeyedRows(files)
        emulators = try KeyedRows(files)
        entryRules = try KeyedRows(files)
        cpuFeatures = try KeyedRows(files)
        hosts = try NamedHosts(files)
    }
}
