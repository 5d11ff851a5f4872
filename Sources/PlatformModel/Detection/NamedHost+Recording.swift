extension NamedHost {
    /// The recording in the host's row of the table.
    ///
    /// The table writes JSON's quotation marks as apostrophes, since readers of tab-separated files take a quotation
    /// mark inside a cell for an error; quotation marks are read as well.
    public func recording() throws(RecordingError) -> Recording {
        guard !facts.contains("\"") else { return try Recording(parsing: Array(facts.utf8)) }
        return try Recording(parsing: facts.utf8.map { $0 == UInt8(ascii: "'") ? UInt8(ascii: "\"") : $0 })
    }
}
