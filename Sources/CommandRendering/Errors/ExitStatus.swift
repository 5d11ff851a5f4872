import ImageResolver

/// The exit status of the program: the table of CLI.md.
package enum ExitStatus: Int32, CaseIterable {
    /// Done.
    case done = 0
    /// Unexpected: a mistake of this program.
    case unexpected = 1
    /// No entry suits the platform.
    case noMatch = 3
    /// The content contradicts the platform it claims.
    case mismatch = 4
    /// A digest or a size differs.
    case integrity = 5
    /// Not found.
    case notFound = 6
    /// Credentials missing, refused, or not allowed.
    case credentials = 7
    /// Rate limited.
    case rateLimited = 8
    /// Network, time limit, TLS, a server's fault after retries, a refused redirect.
    case network = 9
    /// Local disk.
    case disk = 10
    /// A reference, manifest, table or list that is malformed or not supported.
    case malformed = 11
    /// Several images: some failed.
    case partial = 12
    /// A step of a task failed.
    case step = 13
    /// A tag has moved, or stands in the way.
    case conflict = 14
    /// The command was called wrongly: `EX_USAGE` of sysexits(3).
    case usage = 64
    /// Ended by SIGINT.
    case interrupted = 130
    /// Ended by SIGTERM.
    case terminated = 143

    /// The status that stands for the subject of an error.
    package init(_ kind: ResolverError.Kind) {
        self =
            switch kind {
            case .noMatch: .noMatch
            case .mismatch: .mismatch
            case .integrity: .integrity
            case .notFound: .notFound
            case .credentials: .credentials
            case .rateLimited: .rateLimited
            case .network: .network
            case .disk: .disk
            case .malformed: .malformed
            case .partial: .partial
            case .step: .step
            case .conflict: .conflict
            case .usage: .usage
            case .interrupted: .interrupted
            case .internal: .unexpected
            }
    }

    /// The status for the end by a signal: 128 and its number.
    package init(signal: Int32) {
        self = ExitStatus(rawValue: 128 &+ signal) ?? .interrupted
    }
}
