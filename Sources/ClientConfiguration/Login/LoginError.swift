import ImageModel

/// Why a login cannot be kept, or not be taken away. It never holds a password, nor what the file says.
package enum LoginError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nobody says where the user's files are.
    case noPlace
    /// The file is no JSON object, or a member of it is not of the known form; it is left as it is.
    case malformed(path: String)
    /// The system refused to read or to write the file; `reason` is its text for that.
    case file(path: String, reason: String)
    /// The file has more than `limit` bytes.
    case tooLarge(path: String, limit: Int)
    /// The helper that the file names did not do it.
    case helper(CredentialProblem, source: CredentialSource)

    /// What kind of failure it is.
    package enum Subject: Hashable, Sendable {
        /// The surroundings of the command.
        case usage
        /// What the configuration says.
        case configuration
        /// The disk, or the helper that stands in its place.
        case storage
    }

    /// What kind of failure it is.
    package var subject: Subject {
        switch self {
        case .noPlace: .usage
        case .malformed, .tooLarge, .helper(.helperName, _), .helper(.helperMissing, _): .configuration
        case .file, .helper: .storage
        }
    }

    /// What was wrong, and where.
    package var description: String {
        switch self {
        case .noPlace: "there is no place for credentials: neither HOME nor DOCKER_CONFIG is set"
        case .malformed(let path): "\(Self.shown(path)): \(CredentialProblem.malformed); it is left as it is"
        case .file(let path, let reason): "\(Self.shown(path)): \(reason)"
        case .tooLarge(let path, let limit): "\(Self.shown(path)): \(CredentialProblem.tooLarge(limit: limit))"
        case .helper(let problem, let source): "\(source): \(problem)"
        }
    }

    private static func shown(_ path: String) -> String { Printable.escaped(path, limit: 1024) }
}
