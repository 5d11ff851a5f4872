/// Rows of text whose columns stand under each other.
package struct TextTable {
    /// The rows, the headings first where there are any.
    private(set) var rows: [[String]] = []
    /// The columns whose texts end, rather than begin, under each other.
    private let rightAligned: Set<Int>

    /// An empty table with these headings; none at all for a table without.
    package init(_ headings: [String] = [], rightAligned: Set<Int> = []) {
        self.rightAligned = rightAligned
        if !headings.isEmpty { rows.append(headings) }
    }

    /// Adds one row.
    package mutating func add(_ row: [String]) {
        rows.append(row)
    }

    /// The same table with every cell made anew from its column and its text.
    func mapping(_ change: (Int, String) -> String) -> TextTable {
        var table = self
        table.rows = rows.map { $0.enumerated().map { change($0.offset, $0.element) } }
        return table
    }

    /// The table, a line a row, each after `indent`; columns stand two spaces apart, and no line ends in spaces.
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
}
