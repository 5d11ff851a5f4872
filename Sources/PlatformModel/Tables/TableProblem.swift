/// What can be wrong with one cell, or one line, of a table.
public enum TableProblem: Hashable, Sendable, CustomStringConvertible {
    /// No table of platform knowledge has this file's name.
    case unknownTable
    /// The file has no header row.
    case noHeader
    /// The file's bytes are not UTF-8.
    case notUTF8
    /// The header row names a column that the table does not have.
    case unknownColumn(String)
    /// The header row lacks a column.
    case missingColumn(String)
    /// The header row, or one file, names the same thing twice.
    case repeated(String)
    /// A row has this many cells, and not as many as the header.
    case cellCount(Int, expected: Int)
    /// A cell that must not be empty is.
    case empty
    /// A cell holds this text, which is not of the form that is described.
    case malformed(String, expected: String)
    /// A cell names something that no row defines.
    case undefined(String, kind: String)
    /// A cell's steps lead back to its own row.
    case cycle(String)

    /// What is wrong, with the value in quotes.
    public var description: String {
        switch self {
        case .unknownTable: return "no table has this file name"
        case .noHeader: return "the table has no header row"
        case .notUTF8: return "the file is not UTF-8 text"
        case .unknownColumn(let name): return "'\(name)' is no column of this table"
        case .missingColumn(let name): return "the header lacks the column '\(name)'"
        case .repeated(let key): return "'\(key)' stands here twice"
        case .cellCount(let count, let expected): return "the row has \(count) cells, not \(expected)"
        case .empty: return "the cell is empty"
        case .malformed(let text, let expected): return "'\(text)' is not \(expected)"
        case .undefined(let name, let kind): return "'\(name)' is no \(kind)"
        case .cycle(let name): return "the steps down from '\(name)' lead back to it"
        }
    }
}
