/// A tab-separated file: a header row that names the columns, then the rows.
///
/// Empty lines, and lines that begin with `#`, are left out. The columns may stand in any order.
struct Table: Sendable {
    /// The rows below the header, in order.
    let rows: [TableRow]

    /// Reads the bytes of a file.
    ///
    /// - Parameter kind: which columns the header must, and may, name.
    init(file: String, bytes: [UInt8], kind: TableKind) throws(TableError) {
        var header: [String]?
        var rows: [TableRow] = []
        var line = 0
        let isText = String(validating: bytes, as: UTF8.self) != nil
        for slice in Self.pieces(of: bytes[...], separator: UInt8(ascii: "\n")) {
            line += 1
            let content = slice.last == UInt8(ascii: "\r") ? slice.dropLast() : slice
            guard !content.isEmpty, content.first != UInt8(ascii: "#") else { continue }
            let cells = Self.pieces(of: content, separator: UInt8(ascii: "\t")).map(Self.trimmed)
            if !isText { try Self.check(cells, file: file, line: line) }
            if let header {
                guard cells.count == header.count else {
                    throw TableError(
                        file: file, line: line, column: min(cells.count, header.count) + 1,
                        problem: .cellCount(cells.count, expected: header.count))
                }
                rows.append(TableRow(file: file, line: line, columns: header, cells: cells))
            } else {
                header = try Self.checked(
                    header: cells.map { String(decoding: $0, as: UTF8.self) }, file: file, line: line, kind: kind)
            }
        }
        guard header != nil else { throw TableError(file: file, line: 1, column: 1, problem: .noHeader) }
        self.rows = rows
    }

    private static func check(_ cells: [ArraySlice<UInt8>], file: String, line: Int) throws(TableError) {
        for (index, cell) in cells.enumerated() where String(validating: cell, as: UTF8.self) == nil {
            throw TableError(file: file, line: line, column: index + 1, problem: .notUTF8)
        }
    }

    /// What stands between the separators; a loop of its own, since reading the tables is part of every start.
    private static func pieces(of bytes: ArraySlice<UInt8>, separator: UInt8) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        for index in bytes.indices where bytes[index] == separator {
            pieces.append(bytes[start..<index])
            start = index + 1
        }
        pieces.append(bytes[start...])
        return pieces
    }

    private static func trimmed(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = cell.drop { $0 == UInt8(ascii: " ") }
        while rest.last == UInt8(ascii: " ") { rest.removeLast() }
        return rest
    }

    private static func checked(
        header: [String], file: String, line: Int, kind: TableKind
    ) throws(TableError) -> [String] {
        for (index, name) in header.enumerated() {
            guard kind.columns.contains(name) else {
                throw TableError(file: file, line: line, column: index + 1, problem: .unknownColumn(name))
            }
            guard !header.prefix(index).contains(name) else {
                throw TableError(file: file, line: line, column: index + 1, problem: .repeated(name))
            }
        }
        for name in kind.required where !header.contains(name) {
            throw TableError(file: file, line: line, column: header.count + 1, problem: .missingColumn(name))
        }
        return header
    }
}
