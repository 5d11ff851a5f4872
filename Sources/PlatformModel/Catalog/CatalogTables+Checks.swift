extension CatalogTables {
    /// Refuses the first cell that names something no row defines, and names with two meanings.
    func check() throws(TableError) {
        try checkArchitectureNames()
        try checkSystemNames()
        try checkLevels()
        try checkSiblings()
        try checkEmulators()
    }

    private func checkArchitectureNames() throws(TableError) {
        var seen = Set(architectures.entries.map(\.name))
        for (entry, row) in zip(architectures.entries, architectures.rows) {
            for alias in entry.aliases where !seen.insert(alias.name).inserted {
                throw row.error(.repeated(alias.name), in: "aliases")
            }
            for level in entry.aliases.compactMap(\.variant) where !hasLevel(level, of: entry.name) {
                throw row.error(.undefined(level, kind: "level of \(entry.name)"), in: "aliases")
            }
            if let level = entry.baseline, !hasLevel(level, of: entry.name) {
                throw row.error(.undefined(level, kind: "level of \(entry.name)"), in: "baseline")
            }
        }
    }

    private func checkSystemNames() throws(TableError) {
        let names = Set(operatingSystems.entries.map(\.name))
        var seen = names
        for (entry, row) in zip(operatingSystems.entries, operatingSystems.rows) {
            for alias in entry.aliases where !seen.insert(alias).inserted {
                throw row.error(.repeated(alias), in: "aliases")
            }
            for guest in entry.guests where !names.contains(guest) {
                throw row.error(.undefined(guest, kind: "operating system"), in: "guests")
            }
        }
    }

    private func checkLevels() throws(TableError) {
        var spellings: Set<String> = []
        for (level, row) in zip(levels.entries, levels.rows) {
            guard hasArchitecture(level.architecture) else {
                throw row.error(.undefined(level.architecture, kind: "architecture"), in: "architecture")
            }
            for spelling in [level.name] + level.spellings
            where !spellings.insert("\(level.architecture)/\(spelling)").inserted {
                throw row.error(.repeated(spelling), in: "spellings")
            }
            for step in level.stepsDown where level.numberedPrefix == nil && !hasLevel(step, of: level.architecture) {
                throw row.error(.undefined(step, kind: "level of \(level.architecture)"), in: "steps down to")
            }
            if leads(from: level, to: level.name) { throw row.error(.cycle(level.name), in: "steps down to") }
        }
    }

    private func checkSiblings() throws(TableError) {
        for (entry, row) in zip(siblings.entries, siblings.rows) {
            for (name, column) in [(entry.architecture, "architecture"), (entry.sibling, "sibling")]
            where !hasArchitecture(name) {
                throw row.error(.undefined(name, kind: "architecture"), in: column)
            }
            for level in entry.levels where !hasLevel(level, of: entry.sibling) {
                throw row.error(.undefined(level, kind: "level of \(entry.sibling)"), in: "levels")
            }
            for name in entry.neverOn where !operatingSystems.entries.contains(where: { $0.name == name }) {
                throw row.error(.undefined(name, kind: "operating system"), in: "never on")
            }
        }
    }

    private func checkEmulators() throws(TableError) {
        for (entry, row) in zip(emulators.entries, emulators.rows) {
            guard hasArchitecture(entry.architecture) else {
                throw row.error(.undefined(entry.architecture, kind: "architecture"), in: "architecture")
            }
            if let level = entry.level, !hasLevel(level, of: entry.architecture) {
                throw row.error(.undefined(level, kind: "level of \(entry.architecture)"), in: "level")
            }
        }
    }

    private func hasArchitecture(_ name: String) -> Bool {
        architectures.entries.contains { $0.name == name }
    }

    private func hasLevel(_ name: String, of architecture: String) -> Bool {
        levels.entries.contains { $0.architecture == architecture && $0.name == name }
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
