/// The rows of one table, by key, in order; later files replace rows or add to them.
struct KeyedRows<Entry: TableEntry>: Sendable {
    /// The values, in the order of their first appearance.
    private(set) var entries: [Entry] = []
    /// Where each value comes from, for errors that only the whole table shows.
    private(set) var rows: [TableRow] = []
    private var positions: [String: Int] = [:]

    /// Lays the files of this table over one another, first to last.
    init(_ files: [TableFile]) throws(TableError) {
        for file in files where file.kind == Entry.kind {
            try lay(file)
        }
    }

    private mutating func lay(_ file: TableFile) throws(TableError) {
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
