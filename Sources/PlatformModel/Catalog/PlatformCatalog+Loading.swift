import PlatformTables

extension PlatformCatalog {
    /// The knowledge that is built in.
    public static func builtIn() throws(TableError) -> PlatformCatalog {
        try overlaying([])
    }

    /// The built-in knowledge with further files laid over it, row by row: a row replaces the built-in one of equal
    /// key, or is added.
    ///
    /// - Parameter files: names and contents; each name is that of a built-in table, such as `levels.tsv`.
    public static func overlaying(_ files: [(name: String, text: String)]) throws(TableError) -> PlatformCatalog {
        var tables: [TableFile] = []
        for table in PlatformTables.all {
            tables.append(try TableFile(name: table.name, bytes: table.bytes))
        }
        for file in files {
            tables.append(try TableFile(name: file.name, bytes: Array(file.text.utf8)))
        }
        return try PlatformCatalog(CatalogTables(tables))
    }
}
