/// One row of a table, its cells found by the names of the header row.
///
/// A cell of `-` is an empty one.
struct TableRow: Sendable {
    /// The file's name.
    let file: String
    /// The line, counted from 1.
    let line: Int
    /// The names of the header row.
    let columns: [String]
    /// As many cells as there are columns, each UTF-8 without spaces around it. Few of them are ever asked for as text.
    let cells: [ArraySlice<UInt8>]

    /// The cell of a column, or `nil` when it is empty or the table leaves that column out.
    func optional(_ column: String) -> String? {
        guard let index = columns.firstIndex(of: column), cells.indices.contains(index), !isEmpty(at: index) else {
            return nil
        }
        return String(decoding: cells[index], as: UTF8.self)
    }

    private func isEmpty(at index: Int) -> Bool {
        let cell = cells[index]
        return cell.isEmpty || (cell.count == 1 && cell.first == UInt8(ascii: "-"))
    }

    /// Refuses a row whose cell of a column is empty.
    func requireCell(_ column: String) throws(TableError) {
        guard let index = columns.firstIndex(of: column), cells.indices.contains(index), !isEmpty(at: index) else {
            throw error(.empty, in: column)
        }
    }

    /// The cell of a column that must not be empty.
    func text(_ column: String) throws(TableError) -> String {
        guard let cell = optional(column) else { throw error(.empty, in: column) }
        return cell
    }

    /// The words of a cell, separated by spaces; none when it is empty.
    func words(_ column: String) -> [String] {
        (optional(column) ?? "").split(separator: " ").map(String.init)
    }

    /// The number in a cell, decimal, or hexadecimal behind `0x`.
    func number(_ column: String) throws(TableError) -> Int {
        let cell = try text(column)
        guard let number = Self.number(in: cell) else {
            throw error(.malformed(cell, expected: "a number"), in: column)
        }
        return number
    }

    /// One of a few words, each standing for a value.
    func choice<Value>(_ column: String, _ values: KeyValuePairs<String, Value>) throws(TableError) -> Value {
        let cell = optional(column) ?? "-"
        if let match = values.first(where: { $0.key == cell }) { return match.value }
        let words = values.map { "'\($0.key)'" }.joined(separator: ", ")
        throw error(.malformed(cell, expected: "one of \(words)"), in: column)
    }

    /// An error at a cell of this row.
    func error(_ problem: TableProblem, in column: String) -> TableError {
        let index = columns.firstIndex(of: column) ?? 0
        return TableError(file: file, line: line, column: index + 1, columnName: column, problem: problem)
    }

    /// Reads a number that is not negative, decimal or hexadecimal behind `0x`.
    static func number(in text: String) -> Int? {
        let number = text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
        guard let number, number >= 0, text.utf8.first != UInt8(ascii: "+") else { return nil }
        return number
    }
}
