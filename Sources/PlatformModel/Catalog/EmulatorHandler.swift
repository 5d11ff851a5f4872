/// A program that runs the code of another architecture: one row of `emulators.tsv`.
package struct EmulatorHandler: Hashable, Sendable {
    /// The name under which it is registered.
    package let handler: String
    /// The architecture that it runs.
    package let architecture: String
    /// The highest level that it surely runs; `nil` for the architecture's baseline.
    package let level: String?
}

extension EmulatorHandler: TableEntry {
    /// `emulators.tsv`.
    static var kind: TableKind { .emulators }

    /// The handler's name.
    var key: String { handler }

    /// Reads one row of the table.
    init(row: TableRow) throws(TableError) {
        handler = try row.text("handler")
        architecture = try row.text("architecture")
        level = row.optional("level")
    }
}
