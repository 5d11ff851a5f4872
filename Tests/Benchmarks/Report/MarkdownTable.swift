/// A table in Markdown.
struct MarkdownTable {
    private var rows: [[String]]

    /// A table with these headings.
    init(_ headings: [String]) {
        rows = [headings]
    }

    /// Adds a row.
    mutating func add(_ cells: [String]) {
        rows.append(cells.map { $0.replacing("|", with: "\\|") })
    }

    /// The table's lines, columns aligned.
    var lines: [String] {
        let count = rows[0].count
        let widths = (0..<count).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let padded = rows.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
        }
        var lines = padded.map { "| " + $0.joined(separator: " | ") + " |" }
        lines.insert("|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|", at: 1)
        return lines
    }
}
