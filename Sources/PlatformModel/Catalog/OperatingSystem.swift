/// An operating system: one row of `operating-systems.tsv`.
package struct OperatingSystem: Hashable, Sendable {
    /// The name in image indexes, which is Go's `GOOS`.
    package let name: String
    /// The other names that mean this system.
    package let aliases: [String]
    /// The systems whose images run here as guests.
    package let guests: [String]
    /// Whether `os.version` decides if an image runs.
    package let bindsVersion: Bool
    /// The features that every host of this system has, unless it is proved not to.
    package let features: [String]
}

extension OperatingSystem: TableEntry {
    /// `operating-systems.tsv`.
    static var kind: TableKind { .operatingSystems }

    /// The name.
    var key: String { name }

    /// Reads one row of the table.
    init(row: TableRow) throws(TableError) {
        name = try row.text("name")
        aliases = row.words("aliases")
        guests = row.words("guests")
        bindsVersion = try row.choice("version", ["-": false, "binds": true])
        features = row.words("features")
    }
}
