/// A table's bytes, before anything in them is looked at.
struct TableFile: Sendable {
    /// The table it is, by its name.
    let kind: TableKind
    /// The bytes of the file.
    let bytes: [UInt8]

    /// The name that errors show.
    var name: String { kind.rawValue }

    /// A file of one of the tables' names; any other name is refused.
    init(name: String, bytes: [UInt8]) throws(TableError) {
        guard let kind = TableKind(rawValue: name) else {
            throw TableError(file: name, line: 1, column: 1, problem: .unknownTable)
        }
        self.kind = kind
        self.bytes = bytes
    }
}
