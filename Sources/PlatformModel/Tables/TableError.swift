/// The first thing wrong in a table of platform knowledge, and where it stands.
public struct TableError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name, such as `levels.tsv`.
    public let file: String
    /// The line, counted from 1.
    public let line: Int
    /// The column, counted from 1.
    public let column: Int
    /// The column's name in the header row, when it has one.
    public let columnName: String?
    /// What is wrong.
    public let problem: TableProblem

    /// An error at one place of one file.
    package init(file: String, line: Int, column: Int, columnName: String? = nil, problem: TableProblem) {
        self.file = file
        self.line = line
        self.column = column
        self.columnName = columnName
        self.problem = problem
    }

    /// The place and the problem, as one line.
    public var description: String {
        let place = "\(file) line \(line) column \(column)"
        return columnName.map { "\(place) (\($0)): \(problem)" } ?? "\(place): \(problem)"
    }
}
