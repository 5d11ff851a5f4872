import ImageModel

/// Everything that can end a command, by subject; the exit status follows from ``kind``.
public struct ResolverError: Error, Sendable, CustomStringConvertible {
    /// The subjects, each with the name that it has in JSON.
    public enum Kind: String, Sendable {
        /// No entry suits the platform.
        case noMatch = "no-match"
        /// The content contradicts the platform that it claims.
        case mismatch
        /// A digest or a size differs.
        case integrity
        /// The registry has no such thing.
        case notFound = "not-found"
        /// Credentials are missing, refused, or not enough.
        case credentials
        /// The registry asks for patience.
        case rateLimited = "rate-limited"
        /// The network, TLS, a time limit, or a server's fault.
        case network
        /// The local disk.
        case disk
        /// A reference, document, table or recording that is malformed or not supported.
        case malformed
        /// Of several images, some failed.
        case partial
        /// A tag has moved, or stands in the way.
        case conflict
        /// A step of a task failed.
        case step = "step-failed"
        /// The command was called wrongly.
        case usage
        /// The caller cancelled.
        case interrupted
        /// A mistake of this program.
        case `internal`
    }

    /// The subject.
    public var kind: Kind
    /// One sentence: what was wrong, with the values.
    public var message: String
    /// The image that was asked for, as it was written.
    public var image: String?
    /// The registry that was spoken to.
    public var registry: String?
    /// What to do next.
    public var hint: String?
    /// Whether the same command may succeed later.
    public var retryable = false
    /// The facts of a no-match.
    public var noMatch: NoMatch?

    /// An error of one kind; the facts that are not known yet are added on the way up.
    public init(_ kind: Kind, _ message: String, hint: String? = nil, retryable: Bool = false) {
        self.kind = kind
        self.message = message
        self.hint = hint
        self.retryable = retryable
    }

    /// The sentence, led by the image where one is known.
    public var description: String {
        guard let image else { return message }
        return message.hasPrefix(image) ? message : "\(image): \(message)"
    }

    /// The same error with the image and registry that it concerns, where none is named yet.
    func concerning(image: String, registry: String? = nil) -> ResolverError {
        var error = self
        error.image = error.image ?? image
        error.registry = error.registry ?? registry
        return error
    }
}

extension ExitStatus {
    /// The exit status for an error of this kind.
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
}
