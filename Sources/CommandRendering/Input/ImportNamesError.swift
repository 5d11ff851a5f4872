import ImageModel

/// Why it is not known where an import goes to.
package enum ImportNamesError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no name for the copy.
    case noName
    /// A name for the copy names no registry, and no other option does.
    case noRegistry(in: String)
    /// The source, from which the name is taken, is none.
    case source(ReferenceError)

    /// One sentence.
    package var description: String {
        switch self {
        case .noName: "the copy has no name; write -t REGISTRY/REPOSITORY:TAG, or --name REGISTRY"
        case .noRegistry(let name):
            "'\(Printable.escaped(name))' names no registry; write -t REGISTRY/REPOSITORY:TAG, or --name REGISTRY"
        case .source(let error): error.description
        }
    }
}
