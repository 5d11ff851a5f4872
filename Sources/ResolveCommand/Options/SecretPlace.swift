import ArgumentParser

/// Where a secret comes from, as `id=env:NAME` or `id=file:PATH`.
struct SecretPlace: ExpressibleByArgument, Hashable, Sendable {
    /// The secret.
    let id: String
    /// Its place.
    let source: Source

    /// The places that a secret may be in; never the command line, which everyone on the machine can see.
    enum Source: Hashable, Sendable {
        /// A variable of the environment.
        case variable(String)
        /// A file, without the line break at its end.
        case file(String)
    }

    /// Reads an id and its place.
    init?(argument: String) {
        guard let assignment = Assignment(argument: argument) else { return nil }
        id = assignment.name
        if assignment.value.hasPrefix("env:"), assignment.value.count > 4 {
            source = .variable(String(assignment.value.dropFirst(4)))
        } else if assignment.value.hasPrefix("file:"), assignment.value.count > 5 {
            source = .file(String(assignment.value.dropFirst(5)))
        } else {
            return nil
        }
    }
}
