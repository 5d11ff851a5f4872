import ImageArchive
import ImageModel
import ImageStore
import RegistryClient
import RegistryProtocol

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

extension ResolverError {
    /// The caller has ended the work; what is there already serves the next try.
    static let interrupted = ResolverError(.interrupted, "interrupted", hint: "run it again to resume")

    /// What the store says, as the command line sorts it: damage is integrity, a wait that was cancelled an interruption,
    /// the rest the local disk.
    init(store error: StoreError) {
        switch error {
        case .wrongDigest, .wrongSize: self.init(.integrity, error.description)
        case .cancelled: self = .interrupted
        case .malformed, .unsupportedLayout, .newerStore, .tooLarge: self.init(.malformed, error.description)
        case .system where error.isFull:
            self.init(.disk, error.description, hint: "free some space there, or set RESOLVE_HOME to another disk")
        case .system, .locked: self.init(.disk, error.description)
        case .library, .hashing, .ended: self.init(.internal, error.description)
        }
    }
}

extension ResolverError {
    /// What the archive at `path` says, as the command line sorts it.
    init(archive error: ArchiveError, path: String) {
        let sentence = "'\(Printable.escaped(path, limit: .max))': \(error)"
        switch error {
        case .store(let error): self.init(store: error)
        case .library, .refused: self.init(.disk, error.description, hint: "install libarchive (Debian: libarchive13)")
        case .missing: self.init(.notFound, sentence)
        case .choice(_, _, let names):
            let offer = names.isEmpty ? nil : "it holds " + names.map { Printable.escaped($0) }.joined(separator: ", ")
            self.init(.notFound, sentence, hint: offer)
        case .lacking: self.init(.notFound, sentence)
        case .wrongDigest, .wrongSize: self.init(.integrity, sentence)
        case .notOfForm(_, other: true):
            self.init(.malformed, sentence, hint: "write \(ArchiveForm.docker.prefix)FILE for what docker save wrote")
        case .unreadable, .cut, .tooManyMembers, .escapes, .repeated, .notFile, .document, .tooLarge, .notOfForm,
            .layerCount:
            self.init(.malformed, sentence)
        }
    }
}

extension ResolverError {
    /// What a fetch says, as the command line sorts it.
    init(fetch error: FetchError) {
        switch error {
        case .store(let error): self.init(store: error)
        case .wrongDigest, .wrongSize: self.init(.integrity, error.description)
        case .unreadable: self.init(.malformed, error.description)
        case .tags(let tags): self.init(subject: tags.subject, error.description)
        case .everywhere(let last, _, _):
            self.init(fetch: last)
            message = error.description
        case .blob(let failure, _):
            self.init(subject: failure.subject, error.description)
            if case .transfer(let failure) = failure { retryable = failure.isTransient }
        case .session(let session, _):
            self.init(subject: session.subject, error.description)
            retryable = session.isTransient
        }
    }

    /// What a push says, as the command line sorts it.
    init(push error: PushError) {
        switch error {
        case .store(let error): self.init(store: error)
        case .source(let error): self.init(fetch: error)
        case .session, .refused, .upload, .otherDigest, .wrongDigest:
            self.init(subject: error.subject, error.description)
            if error.isConflict { kind = .conflict }
            retryable = error.isTransient
        }
    }

    private init(subject: FailureSubject?, _ message: String) {
        switch subject {
        case .network: self.init(.network, message)
        case .notFound: self.init(.notFound, message)
        case .credentials: self.init(.credentials, message, hint: "check the credentials for this registry")
        case .rateLimited: self.init(.rateLimited, message, hint: "wait, or log in for a larger quota")
        case .integrity: self.init(.integrity, message)
        case .malformed: self.init(.malformed, message)
        case nil: self.init(.interrupted, "interrupted", hint: "run it again to resume")
        }
    }
}

extension ResolverError {
    /// What a copy says, as the command line sorts it; `target` is the repository that it goes to.
    init(copy error: CopyError, to target: Reference) {
        switch error {
        case .fetch(let error): self.init(fetch: error)
        case .target(let error):
            self.init(fetch: error)
            (image, registry) = (target.name, target.registry)
        case .push(let error):
            self.init(push: error)
            (image, registry) = (target.name, target.registry)
        case .sparse(let error):
            self.init(push: error)
            kind = .malformed
            message = error.description
            hint = "leave --sparse out: a list of just the wanted platforms is made, with a digest of its own"
            (image, registry) = (target.name, target.registry)
        case .tooDeep, .tooManyDocuments, .tooManyBytes: self.init(.malformed, error.description)
        case .cancelled: self = .interrupted
        }
    }
}

extension ResolverError {
    /// What keeps a manifest list from being put together, as the command line sorts it.
    init(list error: ListError) {
        switch error {
        case .contradiction: self.init(.mismatch, error.description)
        case .noEntry: self.init(.notFound, error.description)
        case .digestInName, .incomplete, .duplicate, .twice, .unknownArchitecture, .unknownSystem, .artifact, .nested,
            .loneManifest:
            self.init(.malformed, error.description)
        }
    }
}
