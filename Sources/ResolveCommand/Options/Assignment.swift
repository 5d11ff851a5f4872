import ArgumentParser

/// A name and its value, as `name=value`.
struct Assignment: ExpressibleByArgument, Hashable, Sendable {
    /// The name.
    let name: String
    /// The value, which may be empty.
    let value: String

    /// Reads a text with an equals sign behind a name.
    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
        name = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}
