/// The first thing wrong with a table of platform data, and its position.
public struct TableError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What can be wrong with a table, one of its lines or one of its cells.
    public enum Problem: Hashable, Sendable {
        /// The folder of tables cannot be listed.
        case unlistableFolder
        /// The file cannot be read; `reason` is the name of an errno.
        case unreadable(reason: String)
        /// No table has this file name.
        case unknownTable
        /// The file has no header row.
        case noHeader
        /// The bytes of the file are not UTF-8.
        case notUTF8
        /// The header row names a column that the table does not have.
        case unknownColumn(String)
        /// The header row lacks a required column.
        case missingColumn(String)
        /// A column, key or name occurs twice.
        case repeated(String)
        /// A row has a different number of cells than the header.
        case cellCount(Int, expected: Int)
        /// A required cell is empty.
        case empty
        /// A cell's text does not have the expected form.
        case malformed(String, expected: String)
        /// A cell names something that no row defines.
        case undefined(String, kind: String)
        /// The steps down from a level lead back to it.
        case cycle(String)
    }

    /// The position of a problem in a file.
    public struct Location: Hashable, Sendable {
        /// The line, counted from 1.
        public let line: Int
        /// The column, counted from 1.
        public let column: Int
        /// The column's name in the header row, if it has one.
        public let columnName: String?

        /// Creates a position.
        package init(line: Int, column: Int, columnName: String? = nil) {
            self.line = line
            self.column = column
            self.columnName = columnName
        }
    }

    /// The name of the file, such as `levels.tsv`, or the path of a file or folder that cannot be read.
    public let file: String
    /// The position; `nil` if the problem is the file as a whole.
    public let location: Location?
    /// What is wrong.
    public let problem: Problem

    /// Creates an error about a file, or about one position in it.
    package init(file: String, at location: Location? = nil, problem: Problem) {
        self.file = file
        self.location = location
        self.problem = problem
    }

    /// The position and the problem, on one line.
    public var description: String {
        switch problem {
        case .unlistableFolder: return "the directory of tables '\(file)' cannot be listed"
        case .unreadable(let reason): return "the table '\(file)' cannot be read: \(reason)"
        default: break
        }
        guard let location else { return "\(file): \(problem)" }
        let position = "\(file) line \(location.line) column \(location.column)"
        return location.columnName.map { "\(position) (\($0)): \(problem)" } ?? "\(position): \(problem)"
    }
}

extension TableError.Problem: CustomStringConvertible {
    /// The problem, with the value in quotes.
    public var description: String {
        switch self {
        case .unlistableFolder: return "the directory cannot be listed"
        case .unreadable(let reason): return "the file cannot be read: \(reason)"
        case .unknownTable: return "no table has this file name"
        case .noHeader: return "the table has no header row"
        case .notUTF8: return "the file is not UTF-8 text"
        case .unknownColumn(let name): return "'\(name)' is not a column of this table"
        case .missingColumn(let name): return "the header has no column '\(name)'"
        case .repeated(let key): return "'\(key)' occurs twice"
        case .cellCount(let count, let expected):
            return "the row has \(count) cell\(count == 1 ? "" : "s"), not \(expected)"
        case .empty: return "the cell is empty"
        case .malformed(let text, let expected): return "'\(text)' is not \(expected)"
        case .undefined(let name, let kind): return "'\(name)' is not a known \(kind)"
        case .cycle(let name): return "the steps down from '\(name)' lead back to it"
        }
    }
}
