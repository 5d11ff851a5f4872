import ImageModel

/// Why the server cannot serve.
package enum ServerError: Error, Hashable, Sendable {
    /// `file` of the layout cannot be read; `reason` is the system's text.
    case unreadable(file: String, reason: String)
    /// The layout's index is malformed.
    case index(file: String, problem: ManifestError)
    /// The name to serve under is no repository's name.
    case repositoryName(String)
    /// The address cannot be listened on.
    case listen(host: String, port: Int, reason: String)
    /// The server ended although nobody stopped it.
    case ended(reason: String)
}

extension ServerError: CustomStringConvertible {
    /// What was wrong.
    package var description: String {
        switch self {
        case .unreadable(let file, let reason): "'\(Printable.escaped(file))' cannot be read: \(reason)"
        case .index(let file, let problem): "'\(Printable.escaped(file))' is no image layout's index: \(problem)"
        case .repositoryName(let name): "'\(Printable.escaped(name))' is not a repository's name, like team/app"
        case .listen(let host, let port, let reason):
            "\(Printable.escaped(host)):\(port) cannot be listened on: \(Printable.escaped(reason))"
        case .ended(let reason): "the server cannot go on: \(Printable.escaped(reason))"
        }
    }
}
