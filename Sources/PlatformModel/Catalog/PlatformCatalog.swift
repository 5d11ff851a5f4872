import PlatformTables

/// All data about platforms: architectures, CPU levels, operating systems, emulators and named hosts.
///
/// It is read from the tables in `Platforms/`, which name the source of every row. No other code of the package knows
/// an architecture by name.
public struct PlatformCatalog: Sendable {
    /// The architectures, in table order.
    package let architectures: [Architecture]
    /// The operating systems, in table order.
    package let operatingSystems: [OperatingSystem]
    /// The 32-bit siblings, in table order.
    package let siblings: [Sibling]
    /// The Windows builds, in table order.
    package let windowsBuilds: [WindowsBuild]
    /// The emulators that are known by the name of their handler.
    package let emulators: [EmulatorHandler]
    /// The rules about the kinds of index entries.
    package let entryRules: [EntryRule]
    /// The probes that show the CPU features which prove levels.
    let cpuFeatures: [CPUFeatureRow]
    /// The names and aliases of architectures and operating systems.
    let names: NameIndex
    /// The CPU levels, by architecture.
    let levelIndex: LevelIndex

    private let hosts: DeferredRows<NamedHost>
    private let clientNames: DeferredRows<ClientArchitecture>
    private let binaryMachineRows: DeferredRows<BinaryMachine>
    private let featureNameRows: DeferredRows<FeatureName>
    private let startErrorRows: DeferredRows<StartErrorRow>

    /// Checks the tables against one another and takes their rows.
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
        clientNames = tables.clientNames
        binaryMachineRows = tables.binaryMachines
        featureNameRows = tables.featureNames
        startErrorRows = tables.startErrors
        names = NameIndex(architectures: tables.architectures.entries, systems: tables.operatingSystems.entries)
        levelIndex = LevelIndex(tables.levels.entries)
    }

    /// The built-in catalog.
    public static func builtIn() throws(TableError) -> PlatformCatalog {
        try overlaying([])
    }

    /// The built-in catalog with further files overlaid: each row replaces the built-in row with the same key, or is
    /// added.
    ///
    /// - Parameter files: names and contents; each name is that of a built-in table, such as `levels.tsv`.
    public static func overlaying(_ files: [(name: String, text: String)]) throws(TableError) -> PlatformCatalog {
        var tables: [TableFile] = []
        for table in PlatformTables.all {
            tables.append(try TableFile(name: table.name, bytes: table.bytes))
        }
        for file in files {
            tables.append(try TableFile(name: file.name, bytes: Array(file.text.utf8)))
        }
        return try PlatformCatalog(CatalogTables(tables))
    }
}

// MARK: - Rows

extension PlatformCatalog {
    /// The names of the hosts that `--host` accepts, in table order.
    public var hostNames: [String] { hosts.entries.map(\.name) }

    /// The name of a machine that `name` may stand for: one that is misspelled, or else one that is not written in full.
    package func hostName(like name: String) -> String? {
        let written = hostNames.first { $0.lowercased() == name.lowercased() }
        if let near = written ?? Spelling.suggestion(for: name, among: hostNames) { return near }
        let typed = name.lowercased().filter { $0.isLetter || $0.isNumber }
        guard typed.count >= 2 else { return nil }
        return hostNames.first { $0.lowercased().filter { $0.isLetter || $0.isNumber }.contains(typed) }
    }

    /// The host with a name; `nil` if the table has none.
    public func namedHost(_ name: String) -> NamedHost? {
        hosts.entries.first { $0.name == name }
    }

    /// What each client's library knows about architectures, in table order; the table is read by each call.
    package var clientArchitectures: [ClientArchitecture] { clientNames.entries }

    /// What the numbers in the headers of programs mean, in table order; the table is read by each call.
    package var binaryMachines: [BinaryMachine] { binaryMachineRows.entries }

    /// The names that Node Feature Discovery gives to CPU features, in table order; the table is read by each call.
    var featureNames: [FeatureName] { featureNameRows.entries }

    /// What programs print when a container does not start, in table order; the table is read by each call.
    package var startErrors: [StartErrorRow] { startErrorRows.entries }

    /// The architecture with a canonical name or alias, ignoring case.
    package func architecture(named name: String) -> Architecture? {
        names.architecture(named: name)
    }

    /// The architecture of an ELF file, by its header.
    package func architecture(markedBy mark: ELFMark) -> Architecture? {
        architectures.first { $0.elf == mark }
    }

    /// The architecture of a machine number in PE files, or of Windows' native machine.
    package func architecture(peMachine: Int) -> Architecture? {
        architectures.first { $0.peMachine == peMachine }
    }

    /// The operating system with a canonical name or alias, ignoring case.
    package func operatingSystem(named name: String) -> OperatingSystem? {
        names.operatingSystem(named: name)
    }

    /// The levels of an architecture, by its canonical name, in table order.
    package func levels(of architecture: String) -> [CPULevel] {
        levelIndex.levels(of: architecture)
    }

    /// The 32-bit siblings that CPUs of an architecture may run, by its canonical name.
    package func siblings(of architecture: String) -> [Sibling] {
        siblings.filter { $0.architecture == architecture }
    }

    /// The emulator that registers under a handler's name.
    package func emulator(handler: String) -> EmulatorHandler? {
        emulators.first { $0.handler == handler }
    }

    /// The row that says which containers a Windows host of a build runs.
    ///
    /// A row for the build itself takes precedence over the latest row that covers later builds. If the product is
    /// unknown and rows differ by product, the more restrictive row applies.
    package func windowsBuild(_ build: Int, product: WindowsProduct?) -> WindowsBuild? {
        let suited = windowsBuilds.filter { $0.product == nil || product == nil || $0.product == product }
        let own = suited.filter { !$0.andLater && $0.build == build }
        let latest = suited.filter { $0.andLater && $0.build <= build }.map(\.build).max()
        let rows = own.isEmpty ? suited.filter { $0.andLater && $0.build == latest } : own
        return rows.max { $0.processMinimum.number(onHost: build) < $1.processMinimum.number(onHost: build) }
    }

    /// The kind of an index entry that has this value: by the value's own row, or by the row for all other values.
    package func meaning(of value: String, as part: EntryRule.Part) -> EntryRule.Meaning? {
        let folded = value.lowercased()
        return entryRules.first { $0.part == part && $0.value == folded }?.meaning
            ?? entryRules.first { $0.part == part && $0.value == EntryRule.anyOther }?.meaning
    }

    /// Whether a manifest whose config has this media type is an image.
    package func isImageConfig(mediaType: String) -> Bool {
        meaning(of: Self.essence(of: mediaType), as: .artifactType) == .image
    }

    /// A media type without its parameters.
    static func essence(of mediaType: String) -> String {
        guard mediaType.utf8.contains(where: { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: " ") }) else {
            return mediaType
        }
        let bare = mediaType.prefix { $0 != ";" }
        return String(bare.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

// MARK: - The normal form

extension PlatformCatalog {
    /// The normal form of a platform, by which platforms are compared, hashed and stored.
    ///
    /// Case and aliases are folded, the architecture's baseline is left out (for arm: written out), and features are
    /// sorted. The normal form of a normal form is the same.
    public func normalized(_ platform: Platform) -> Platform {
        let system = platform.os.lowercased()
        let version = platform.osVersion ?? ""
        let (architecture, variant) = normalized(architecture: platform.architecture, variant: platform.variant)
        return Platform(
            os: operatingSystem(named: system)?.name ?? system,
            architecture: architecture,
            variant: variant,
            osVersion: version.isEmpty ? nil : version,
            osFeatures: Set(platform.osFeatures).subtracting([""]).sorted()
        )
    }

    /// The normal form of an architecture and a variant.
    package func normalized(architecture name: String, variant: String?) -> (architecture: String, variant: String?) {
        guard let architecture = architecture(named: name) else {
            let variant = (variant ?? "").lowercased()
            return (name.lowercased(), variant.isEmpty ? nil : variant)
        }
        let level = level(architecture: name, variant: variant)
        if level.isEmpty { return (architecture.name, nil) }
        let isOmitted = level == architecture.baseline && architecture.baselineSpelling != .always
        return (architecture.name, isOmitted ? nil : level)
    }

    /// The CPU level that an architecture and a variant stand for, in canonical spelling; an empty variant stands for
    /// the baseline.
    ///
    /// Empty if the architecture has no levels and none is given. An unknown spelling is only lowercased.
    package func level(architecture name: String, variant: String?) -> String {
        let given = (variant ?? "").lowercased()
        guard let architecture = architecture(named: name) else { return given }
        guard !given.isEmpty else { return names.impliedVariant(of: name) ?? architecture.baseline ?? "" }
        return levelIndex.canonical(given, of: architecture.name) ?? given
    }

    /// Whether a platform states its CPU level, by its variant or by the name of its architecture.
    package func namesLevel(_ platform: Platform) -> Bool {
        !(platform.variant ?? "").isEmpty || names.impliedVariant(of: platform.architecture) != nil
    }

    /// A level and the levels below it that a CPU of this level runs, preferred first.
    ///
    /// Empty for an unknown level.
    package func levels(below level: String, architecture: String) -> [String] {
        levelIndex.walk(from: level, of: architecture)
    }
}

/// The names and aliases of architectures and operating systems.
struct NameIndex: Sendable {
    private var architectures: [String: (architecture: Architecture, variant: String?)] = [:]
    private var systems: [String: OperatingSystem] = [:]

    /// Indexes names and aliases.
    init(architectures: [Architecture], systems: [OperatingSystem]) {
        for architecture in architectures {
            self.architectures[architecture.name] = (architecture, nil)
            for alias in architecture.aliases {
                self.architectures[alias.name] = (architecture, alias.variant)
            }
        }
        for system in systems {
            for name in [system.name] + system.aliases { self.systems[name] = system }
        }
    }

    /// The architecture with a name or alias.
    func architecture(named name: String) -> Architecture? {
        architectures[name.lowercased()]?.architecture
    }

    /// The level that an alias implies, such as `v7` for `armhf`.
    func impliedVariant(of name: String) -> String? {
        architectures[name.lowercased()]?.variant
    }

    /// The operating system with a name or alias.
    func operatingSystem(named name: String) -> OperatingSystem? {
        systems[name.lowercased()]
    }

    /// The names and aliases of all architectures.
    var architectureNames: [String] { Array(architectures.keys) }

    /// The names and aliases of all operating systems.
    var systemNames: [String] { Array(systems.keys) }
}
