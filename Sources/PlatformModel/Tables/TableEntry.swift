/// A row of a table as a checked value.
protocol TableEntry: Sendable {
    /// The table whose rows these are.
    static var kind: TableKind { get }
    /// What tells this row from the others; a row laid over the table replaces the one of equal key.
    var key: String { get }
    /// Reads one row, and refuses what it cannot mean.
    init(row: TableRow) throws(TableError)
}
