/// A row of a table as a checked value.
protocol TableEntry: Sendable {
    /// The table that the rows belong to.
    static var kind: TableKind { get }
    /// The identity of the row in its table; a row of an overlay replaces the row with the same key.
    var key: String { get }
    /// Reads one row and checks its cells.
    init(row: TableRow) throws(TableError)
}

/// The rows of one table, in order and by key; later files replace rows or add to them.
struct KeyedRows<Entry: TableEntry>: Sendable {
    /// The values, in the order of their first appearance.
    private(set) var entries: [Entry] = []
    /// The row of each value, for errors that only a check of the whole table finds.
    private(set) var rows: [TableRow] = []
    private var positions: [String: Int] = [:]

    /// Overlays the files of this table, in order.
    init(_ files: [TableFile]) throws(TableError) {
        for file in files where file.kind == Entry.kind {
            try overlay(file)
        }
    }

    private mutating func overlay(_ file: TableFile) throws(TableError) {
        var seen: Set<String> = []
        for row in try Table(file: file.name, bytes: file.bytes, kind: Entry.kind).rows {
            let entry = try Entry(row: row)
            try row.requireCell("source")
            guard seen.insert(entry.key).inserted else {
                throw row.error(.repeated(entry.key), in: row.columns.first ?? "")
            }
            if let position = positions[entry.key] {
                entries[position] = entry
                rows[position] = row
            } else {
                positions[entry.key] = entries.count
                entries.append(entry)
                rows.append(row)
            }
        }
    }
}

/// The rows of one table that few commands need, read when they are asked for.
struct DeferredRows<Entry: TableEntry>: Sendable {
    private let files: [TableFile]

    /// Keeps the files of the table; an overlay is checked immediately.
    init(_ files: [TableFile]) throws(TableError) {
        self.files = files.filter { $0.kind == Entry.kind }
        if self.files.count > 1 { _ = try KeyedRows<Entry>(self.files) }
    }

    /// The rows, in table order.
    var entries: [Entry] {
        // Tests read the built-in table, and `init` checked overlays, so this cannot fail.
        (try? KeyedRows<Entry>(files))?.entries ?? []
    }
}
