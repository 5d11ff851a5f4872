extension TextTable {
    /// The table in lines of `width` characters at most.
    ///
    /// Where it is too wide, the cells of `columns` are cut, one column after the other and none below its `least`; a line that
    /// is too long even then is cut itself. What is cut ends in `…`.
    package func lines(width: Int, cutting columns: [(column: Int, least: Int)]) -> [String] {
        var table = self
        for (column, least) in columns {
            let excess = (table.lines().map(\.count).max() ?? 0) - width
            guard excess > 0 else { break }
            let widest = table.rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
            let limit = max(least, widest - excess)
            table = table.mapping { place, cell in place == column ? Self.cut(cell, to: limit) : cell }
        }
        return table.lines().map { Self.cut($0, to: width) }
    }

    private static func cut(_ text: String, to limit: Int) -> String {
        guard text.count > limit else { return text }
        return limit < 1 ? "" : text.prefix(limit - 1) + "…"
    }
}
