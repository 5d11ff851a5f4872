/// A 32-bit architecture that CPUs of another architecture may run natively: one row of `siblings.tsv`.
package struct Sibling: Hashable, Sendable {
    /// The host's architecture.
    package let architecture: String
    /// The architecture that it may run.
    package let sibling: String
    /// The sibling's levels that run, the preferred one first.
    package let levels: [String]
    /// The probes that prove or refute it.
    package let probes: [String]
    /// The operating systems on which it never runs.
    package let neverOn: [String]
}

extension Sibling: TableEntry {
    /// `siblings.tsv`.
    static var kind: TableKind { .siblings }

    /// Both architectures.
    var key: String { "\(architecture) \(sibling)" }

    /// Reads one row of the table.
    init(row: TableRow) throws(TableError) {
        architecture = try row.text("architecture")
        sibling = try row.text("sibling")
        levels = row.words("levels")
        probes = row.words("probes")
        neverOn = row.words("never on")
    }
}
