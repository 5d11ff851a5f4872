/// A machine that `--host` knows by name: one row of `hosts.tsv`.
public struct NamedHost: Hashable, Sendable {
    /// The name, such as `raspberry-pi-zero`.
    public let name: String
    /// The machine's answers to the probes: the JSON of a recording on one line.
    public let facts: String
    /// The source of the answers.
    public let source: String

    /// Reads the recording in ``facts``.
    ///
    /// The table writes JSON's quotation marks as apostrophes, because readers of tab-separated files treat a quotation
    /// mark inside a cell as an error. Quotation marks are accepted as well.
    public func recording() throws(RecordingError) -> Recording {
        guard !facts.contains("\"") else { return try Recording(parsing: Array(facts.utf8)) }
        return try Recording(parsing: facts.utf8.map { $0 == UInt8(ascii: "'") ? UInt8(ascii: "\"") : $0 })
    }
}

extension NamedHost: TableEntry {
    static var kind: TableKind { .hosts }

    var key: String { name }

    init(row: TableRow) throws(TableError) {
        name = try row.text("name")
        facts = try row.text("facts")
        source = try row.text("source")
    }
}
