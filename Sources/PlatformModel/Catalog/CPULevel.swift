/// A CPU level of an architecture: one row of `levels.tsv`.
package struct CPULevel: Hashable, Sendable {
    /// The architecture, by name.
    package let architecture: String
    /// The level's canonical spelling, such as `v8.1`.
    package let name: String
    /// The other spellings of the level.
    package let spellings: [String]
    /// The next levels that a CPU of this one runs, the preferred one first.
    package let stepsDown: [String]
    /// What proves the level on a host.
    package let proof: LevelProof

    /// The letters before the number, when the row stands for every further number (`vN`); else `nil`.
    package var numberedPrefix: String? {
        name.hasSuffix("N") ? String(name.dropLast()) : nil
    }
}

extension CPULevel: TableEntry {
    /// `levels.tsv`.
    static var kind: TableKind { .levels }

    /// The architecture and the level.
    var key: String { "\(architecture)/\(name)" }

    /// Reads one row of the table.
    init(row: TableRow) throws(TableError) {
        architecture = try row.text("architecture")
        name = try row.text("level")
        spellings = row.words("spellings")
        stepsDown = row.words("steps down to")
        proof = try LevelProof(row: row)
    }
}
