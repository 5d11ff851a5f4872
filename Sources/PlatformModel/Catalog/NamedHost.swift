/// A machine to pretend to be, known by name: one row of `hosts.tsv`.
public struct NamedHost: Hashable, Sendable {
    /// The name, such as `raspberry-pi-zero`.
    public let name: String
    /// What the machine answers to the probes: the JSON of a recording, in one line.
    public let facts: String
    /// Where the answers come from.
    public let source: String
}

extension NamedHost: TableEntry {
    /// `hosts.tsv`.
    static var kind: TableKind { .hosts }

    /// The name.
    var key: String { name }

    /// Reads one row of the table.
    init(row: TableRow) throws(TableError) {
        name = try row.text("name")
        facts = try row.text("facts")
        source = try row.text("source")
    }
}
