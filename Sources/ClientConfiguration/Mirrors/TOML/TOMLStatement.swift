/// A line of a TOML file that names something, unread.
struct TOMLStatement: Hashable, Sendable {
    /// What it names.
    enum Kind: Hashable, Sendable {
        /// A table: `[key]`.
        case table
        /// One more table of a list: `[[key]]`.
        case element
        /// A value: `key =`.
        case value
    }

    /// What it names.
    let kind: Kind
    /// The name as written: keys joined by dots, some of them in quotes.
    let key: String
    /// The line, counted from 1.
    let line: Int
}
