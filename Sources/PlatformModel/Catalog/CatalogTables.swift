/// All tables, read but not yet checked against one another.
struct CatalogTables: Sendable {
    let architectures: KeyedRows<Architecture>
    let levels: KeyedRows<CPULevel>
    let siblings: KeyedRows<Sibling>
    let operatingSystems: KeyedRows<OperatingSystem>
    let windowsBuilds: KeyedRows<WindowsBuild>
    let emulators: KeyedRows<EmulatorHandler>
    let entryRules: KeyedRows<EntryRule>
    let cpuFeatures: KeyedRows<CPUFeatureRow>
    let hosts: DeferredRows<NamedHost>
    let clientNames: DeferredRows<ClientArchitecture>
    let binaryMachines: DeferredRows<BinaryMachine>
    let featureNames: DeferredRows<FeatureName>
    let startErrors: DeferredRows<StartErrorRow>

    /// Reads the files; a later file overlays an earlier one with the same name.
    init(_ files: [TableFile]) throws(TableError) {
        architectures = try KeyedRows(files)
        levels = try KeyedRows(files)
        siblings = try KeyedRows(files)
        operatingSystems = try KeyedRows(files)
        windowsBuilds = try KeyedRows(files)
        emulators = try KeyedRows(files)
        entryRules = try KeyedRows(files)
        cpuFeatures = try KeyedRows(files)
        hosts = try DeferredRows(files)
        clientNames = try DeferredRows(files)
        binaryMachines = try DeferredRows(files)
        featureNames = try DeferredRows(files)
        startErrors = try DeferredRows(files)
    }
}

extension CatalogTables {
    /// Throws at the first cell that names something undefined, and at a name with two meanings.
    func check() throws(TableError) {
        let defined = DefinedNames(self)
        try checkArchitectures(defined)
        try checkSystems(defined)
        try checkLevels(defined)
        try checkSiblings(defined)
        try checkEmulators(defined)
    }

    private func checkArchitectures(_ defined: DefinedNames) throws(TableError) {
        var seen = defined.architectures
        for (entry, row) in zip(architectures.entries, architectures.rows) {
            for alias in entry.aliases where !seen.insert(alias.name).inserted {
                throw row.error(.repeated(alias.name), in: "aliases")
            }
            for level in entry.aliases.compactMap(\.variant) where !defined.hasLevel(level, of: entry.name) {
                throw row.error(.undefined(level, kind: "level of \(entry.name)"), in: "aliases")
            }
            if let level = entry.baseline, !defined.hasLevel(level, of: entry.name) {
                throw row.error(.undefined(level, kind: "level of \(entry.name)"), in: "baseline")
            }
        }
    }

    private func checkSystems(_ defined: DefinedNames) throws(TableError) {
        var seen = defined.systems
        for (entry, row) in zip(operatingSystems.entries, operatingSystems.rows) {
            for alias in entry.aliases where !seen.insert(alias).inserted {
                throw row.error(.repeated(alias), in: "aliases")
            }
            for guest in entry.guests where !defined.systems.contains(guest) {
                throw row.error(.undefined(guest, kind: "operating system"), in: "guests")
            }
        }
    }

    private func checkLevels(_ defined: DefinedNames) throws(TableError) {
        var spellings: Set<String> = []
        for (level, row) in zip(levels.entries, levels.rows) {
            guard defined.architectures.contains(level.architecture) else {
                throw row.error(.undefined(level.architecture, kind: "architecture"), in: "architecture")
            }
            for spelling in [level.name] + level.spellings
            where !spellings.insert("\(level.architecture)/\(spelling)").inserted {
                throw row.error(.repeated(spelling), in: "spellings")
            }
            for step in level.stepsDown
            where level.numberedPrefix == nil && !defined.hasLevel(step, of: level.architecture) {
                throw row.error(.undefined(step, kind: "level of \(level.architecture)"), in: "steps down to")
            }
            if leads(from: level, to: level.name) { throw row.error(.cycle(level.name), in: "steps down to") }
        }
    }

    private func checkSiblings(_ defined: DefinedNames) throws(TableError) {
        for (entry, row) in zip(siblings.entries, siblings.rows) {
            for (name, column) in [(entry.architecture, "architecture"), (entry.sibling, "sibling")]
            where !defined.architectures.contains(name) {
                throw row.error(.undefined(name, kind: "architecture"), in: column)
            }
            for level in entry.levels where !defined.hasLevel(level, of: entry.sibling) {
                throw row.error(.undefined(level, kind: "level of \(entry.sibling)"), in: "levels")
            }
            for name in entry.neverOn where !defined.systems.contains(name) {
                throw row.error(.undefined(name, kind: "operating system"), in: "never on")
            }
        }
    }

    private func checkEmulators(_ defined: DefinedNames) throws(TableError) {
        for (entry, row) in zip(emulators.entries, emulators.rows) {
            guard defined.architectures.contains(entry.architecture) else {
                throw row.error(.undefined(entry.architecture, kind: "architecture"), in: "architecture")
            }
            if let level = entry.level, !defined.hasLevel(level, of: entry.architecture) {
                throw row.error(.undefined(level, kind: "level of \(entry.architecture)"), in: "level")
            }
        }
    }

    private func leads(from level: CPULevel, to name: String) -> Bool {
        var reached: Set<String> = []
        var open = level.stepsDown
        while let step = open.popLast() {
            if step == name { return true }
            guard reached.insert(step).inserted else { continue }
            open += levels.entries.first { $0.architecture == level.architecture && $0.name == step }?.stepsDown ?? []
        }
        return false
    }
}

/// The names that rows may refer to.
private struct DefinedNames {
    let architectures: Set<String>
    let levels: Set<String>
    let systems: Set<String>

    init(_ tables: CatalogTables) {
        architectures = Set(tables.architectures.entries.map(\.name))
        levels = Set(tables.levels.entries.map(\.key))
        systems = Set(tables.operatingSystems.entries.map(\.name))
    }

    func hasLevel(_ name: String, of architecture: String) -> Bool {
        levels.contains("\(architecture)/\(name)")
    }
}
