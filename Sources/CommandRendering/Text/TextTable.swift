/// A table of text with aligned columns.
package struct TextTable {
    /// The rows; the first holds the headings, if there are any.
    private var rows: [[String]] = []
    private let rightAligned: Set<Int>

    /// An empty table; `rightAligned` holds the indices of the columns that are aligned to the right.
    package init(_ headings: [String] = [], rightAligned: Set<Int> = []) {
        self.rightAligned = rightAligned
        if !headings.isEmpty { rows.append(headings) }
    }

    /// Adds a row, which may have fewer cells than others.
    package mutating func add(_ row: [String]) {
        rows.append(row)
    }

    /// One line per row, each starting with `indent`. Columns are two spaces apart, and trailing spaces are removed.
    package func lines(indent: String = "") -> [String] {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return rightAligned.contains(column) ? space + cell : cell + space
            }
            var line = indent + cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// The lines of the table, none longer than `width` characters.
    ///
    /// If the table is too wide, the cells of `columns` are truncated, one column after the other and none below its
    /// `least` width; then lines that are still too long. Truncated text ends in `…`.
    package func lines(width: Int, cutting columns: [(column: Int, least: Int)]) -> [String] {
        var table = self
        for (column, least) in columns {
            let excess = (table.lines().map(\.count).max() ?? 0) - width
            guard excess > 0 else { break }
            let widest = table.rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
            table.truncate(column, to: max(least, widest - excess))
        }
        return table.lines().map { Self.truncated($0, to: width) }
    }

    private mutating func truncate(_ column: Int, to limit: Int) {
        for row in rows.indices where column < rows[row].count {
            rows[row][column] = Self.truncated(rows[row][column], to: limit)
        }
    }

    private static func truncated(_ text: String, to limit: Int) -> String {
        guard text.count > limit else { return text }
        return limit < 1 ? "" : text.prefix(limit - 1) + "…"
    }
}
