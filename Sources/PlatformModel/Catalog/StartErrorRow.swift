/// What a program prints when a container does not start, and what it may mean: one row of `start-errors.tsv`.
package struct StartErrorRow: Hashable, Sendable {
    /// The program that prints it; `any` if many do.
    package let program: String
    /// The words, each an alternative, with names in braces for parts that vary.
    package let words: [String]
    /// The names of the causes, the likeliest first.
    package let causes: [String]
}

extension StartErrorRow: TableEntry {
    static var kind: TableKind { .startErrors }

    var key: String { "\(program)/\(words.joined(separator: "|"))" }

    init(row: TableRow) throws(TableError) {
        program = try row.text("program")
        words = try row.text("words").split(separator: "|").map(String.init)
        causes = row.words("causes")
        try row.requireCell("causes")
    }
}
