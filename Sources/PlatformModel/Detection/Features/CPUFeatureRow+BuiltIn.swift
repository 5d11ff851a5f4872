import PlatformTables

extension CPUFeatureRow {
    /// The columns of the table, in order.
    static let columns = ["proof", "probe", "order", "bit", "feature", "needs", "source"]

    /// The rows that are built in.
    ///
    /// A test reads them all: a table that cannot be read would leave every level unproved, never wrong.
    static let builtIn: [CPUFeatureRow] = (try? rows(of: CPUFeatureTable.bytes, file: CPUFeatureTable.name)) ?? []

    /// Reads the lines of a table that has exactly ``columns``.
    static func rows(of bytes: [UInt8], file: String) throws(TableError) -> [CPUFeatureRow] {
        var rows: [CPUFeatureRow] = []
        var line = 0
        var hasHeader = false
        for slice in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            line += 1
            guard let first = slice.first, first != UInt8(ascii: "#") else { continue }
            let cells = slice.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard cells.count == columns.count else {
                let problem = TableProblem.cellCount(cells.count, expected: columns.count)
                throw TableError(file: file, line: line, column: min(cells.count, columns.count) + 1, problem: problem)
            }
            if hasHeader {
                rows.append(try CPUFeatureRow(row: TableRow(file: file, line: line, columns: columns, cells: cells)))
            } else {
                for (index, cell) in cells.enumerated() where cell != columns[index] {
                    throw TableError(file: file, line: line, column: index + 1, problem: .unknownColumn(cell))
                }
                hasHeader = true
            }
        }
        return rows
    }
}
