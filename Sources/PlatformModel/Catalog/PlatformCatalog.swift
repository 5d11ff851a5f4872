/// All that is known about platforms, as data: architectures, CPU levels, operating systems, hosts.
///
/// It is read from the tables in `Platforms/`, which name the source of every row. Nothing else in the package knows
/// an architecture by name.
public struct PlatformCatalog: Sendable {
    /// The architectures, in the order of their table.
    package let architectures: [Architecture]
    /// The operating systems, in the order of their table.
    package let operatingSystems: [OperatingSystem]
    /// The 32-bit siblings.
    package let siblings: [Sibling]
    /// The Windows builds and what they run.
    package let windowsBuilds: [WindowsBuild]
    /// The emulators that are known by the name of their handler.
    package let emulators: [EmulatorHandler]
    /// What the values of an index entry say about its kind.
    package let entryRules: [EntryRule]
    /// Where the CPU features of the proofs show.
    let cpuFeatures: [CPUFeatureRow]
    /// How names and spellings fold.
    let names: NameIndex
    /// The CPU levels, by architecture.
    let levelIndex: LevelIndex

    private let hosts: NamedHosts

    /// Checks the tables against one another, and takes their rows.
    init(_ tables: CatalogTables) throws(TableError) {
        try tables.check()
        architectures = tables.architectures.entries
        operatingSystems = tables.operatingSystems.entries
        siblings = tables.siblings.entries
        windowsBuilds = tables.windowsBuilds.entries
        emulators = tables.emulators.entries
        entryRules = tables.entryRules.entries
        cpuFeatures = tables.cpuFeatures.entries
        hosts = tables.hosts
        names = NameIndex(architectures: tables.architectures.entries, systems: tables.operatingSystems.entries)
        levelIndex = LevelIndex(tables.levels.entries)
    }

    /// The names of the hosts that can be pretended to be, in the order of their table.
    public var hostNames: [String] { hosts.entries.map(\.name) }

    /// The host of that name, if there is one.
    public func namedHost(_ name: String) -> NamedHost? {
        hosts.entries.first { $0.name == name }
    }

    /// The architecture of a canonical name or an alias; case does not matter.
    package func architecture(named name: String) -> Architecture? {
        names.architecture(named: name)
    }

    /// The architecture whose ELF files carry a mark.
    package func architecture(markedBy mark: ELFMark) -> Architecture? {
        architectures.first { $0.elf == mark }
    }

    /// The architecture of a machine number in PE files, or in Windows' native machine.
    package func architecture(peMachine: Int) -> Architecture? {
        architectures.first { $0.peMachine == peMachine }
    }

    /// The operating system of a canonical name or an alias; case does not matter.
    package func operatingSystem(named name: String) -> OperatingSystem? {
        names.operatingSystem(named: name)
    }

    /// The levels of an architecture, by its canonical name, in the order of their table.
    package func levels(of architecture: String) -> [CPULevel] {
        levelIndex.levels(of: architecture)
    }

    /// The 32-bit siblings that CPUs of an architecture may run, by its canonical name.
    package func siblings(of architecture: String) -> [Sibling] {
        siblings.filter { $0.architecture == architecture }
    }

    /// The emulator that registers under a name.
    package func emulator(handler: String) -> EmulatorHandler? {
        emulators.first { $0.handler == handler }
    }
}
