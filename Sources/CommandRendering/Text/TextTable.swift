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

    /// The lines of the table, none longer than `width` characters.
    ///
    /// If the table is too wide, the cells of the last column are moved below their rows, indented and wrapped.
    package func lines(width: Int, movingLast indent: Int) -> [String] {
        let whole = lines()
        guard (whole.map(\.count).max() ?? 0) > width, let last = rows.map(\.count).max(), last > 0 else {
            return whole
        }
        var table = self
        table.rows = rows.map { Array($0.prefix(last - 1)) }
        return zip(table.lines(), rows.enumerated()).flatMap { line, row in
            let moved = row.offset > 0 && row.element.count == last ? row.element[last - 1] : ""
            return [Self.truncated(line, to: width)]
                + Self.wrapped(moved, to: width - indent).map { String(repeating: " ", count: indent) + $0 }
        }
    }

    /// The lines of a text that is broken at spaces; a word that is longer than a line is truncated.
    private static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ").map({ truncated(String($0), to: width) }) {
            if let line = lines.last, line.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(line) \(word)"
            } else {
                lines.append(word)
            }
        }
        return lines
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
