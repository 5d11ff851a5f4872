import ImageModel

/// Why something could not be copied.
package enum CopyError: Error, Sendable, CustomStringConvertible {
    /// The source did not give it.
    case fetch(FetchError)
    /// The target did not say what it has.
    case target(FetchError)
    /// The target did not take it.
    case push(PushError)
    /// The target did not take a list some of whose entries it lacks.
    case sparse(PushError)
    /// Lists stand in each other deeper than that.
    case tooDeep(limit: Int)
    /// The lists name more documents than that.
    case tooManyDocuments(limit: Int)
    /// The documents have more bytes than that.
    case tooManyBytes(limit: Int64)
    /// The caller gave up.
    case cancelled

    /// One sentence.
    package var description: String {
        switch self {
        case .fetch(let error), .target(let error): error.description
        case .push(let error): error.description
        case .sparse(let error): "the registry takes no list with entries that it lacks: \(error)"
        case .tooDeep(let limit): "its lists are nested more than \(limit) deep"
        case .tooManyDocuments(let limit): "its lists name more than \(limit) documents"
        case .tooManyBytes(let limit): "its lists name documents of more than \(limit) bytes"
        case .cancelled: "interrupted"
        }
    }
}
