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
    static var kind: TableKind { .emulators }

    var key: String { handler }

    init(row: TableRow) throws(TableError) {
        handler = try row.text("handler")
        architecture = try row.text("architecture")
        level = row.optional("level")
    }
}
