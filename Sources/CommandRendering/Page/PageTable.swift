/// A table of a page: rows below one another where the window is wide, and a block for each row where it is narrow.
///
/// All cells state their roles: some browsers take a table whose cells are not laid out as such for none.
struct PageTable {
    /// A column.
    struct Column {
        let title: String
        /// The class of the style sheet that gives the column its width.
        let width: StaticString
    }

    private let caption: String
    private let columns: [Column]
    private var rows: [HTML] = []

    /// An empty table; the first column names the row.
    init(_ caption: String, columns: [Column]) {
        self.caption = caption
        self.columns = columns
    }

    var isEmpty: Bool { rows.isEmpty }

    /// Adds a row, with one cell for each column; `isMarked` sets it off from the others.
    mutating func add(_ cells: [HTML], isMarked: Bool = false) {
        let written = zip(columns, cells).enumerated().map { number, cell in
            number == 0
                ? HTML.element("th", ["scope": "row", "role": "rowheader", "data-label": cell.0.title], [cell.1])
                : HTML.element("td", ["role": "cell", "data-label": cell.0.title], [cell.1])
        }
        rows.append(.element("tr", ["role": "row", "class": isMarked ? "marked" : "plain"], written))
    }

    /// The markup.
    var html: HTML {
        let titles = columns.map { column in
            HTML.element("th", ["scope": "col", "role": "columnheader"], column.title)
        }
        return .element(
            "table", ["role": "table"],
            [
                .element("caption", caption),
                .element("colgroup", columns.map { .void("col", ["class": $0.width.description]) }),
                .element("thead", ["role": "rowgroup"], [.element("tr", ["role": "row"], titles)]),
                .element("tbody", ["role": "rowgroup"], rows),
            ])
    }
}
