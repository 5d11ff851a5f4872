import ImageArchive
import ImageModel
import ImageStore
import LayerReading
import RegistryClient
import RegistryProtocol

/// The one error of the library. Its ``kind`` decides the exit status.
public struct ResolverError: Error, Sendable, CustomStringConvertible {
    /// What an error is about. The raw value is its name in JSON output.
    public enum Kind: String, Sendable {
        /// No entry of the index runs on the platform.
        case noMatch = "no-match"
        /// The content contradicts the platform that it claims.
        case mismatch
        /// A digest or size does not match.
        case integrity
        /// The registry does not have it.
        case notFound = "not-found"
        /// Credentials are missing, refused or insufficient.
        case credentials
        /// The registry limits the rate of requests.
        case rateLimited = "rate-limited"
        /// The network, TLS, a time limit, or a server error.
        case network
        /// The local disk.
        case disk
        /// A reference, document, table or recording is malformed or unsupported.
        case malformed
        /// Some of several images failed.
        case partial
        /// A tag has moved or already exists.
        case conflict
        /// A step of a task failed.
        case step = "step-failed"
        /// The command line is wrong.
        case usage
        /// The caller cancelled.
        case interrupted
        /// A bug in this program.
        case `internal`
    }

    /// What the error is about.
    public var kind: Kind
    /// One sentence that says what was wrong, with the values.
    public var message: String
    /// The requested image, as the user wrote it.
    public var image: String?
    /// The registry that the error concerns.
    public var registry: String?
    /// What to do next.
    public var hint: String?
    /// Whether the same command may succeed later without a change.
    public var retryable = false
    /// Whether a server had too much to do, which fewer requests at once may help.
    var isOverload = false
    /// The facts of a no-match.
    public var noMatch: NoMatch?

    /// Creates an error; ``image`` and ``registry`` are filled in by the caller that knows them.
    public init(_ kind: Kind, _ message: String, hint: String? = nil, retryable: Bool = false) {
        self.kind = kind
        self.message = message
        self.hint = hint
        self.retryable = retryable
    }

    /// The message, prefixed with the image if one is known and the message does not begin with it.
    public var description: String {
        guard let image else { return message }
        let isNamed = [image, "'\(image)' ", "image '\(image)' "].contains { message.hasPrefix($0) }
        return isNamed ? message : "\(image): \(message)"
    }

    /// The same error with the image and registry that it concerns, unless it names some already.
    func concerning(image: String, registry: String? = nil) -> ResolverError {
        var error = self
        error.image = error.image ?? UserInformation.hidden(in: image)
        error.registry = error.registry ?? registry.map { UserInformation.hidden(in: $0) }
        return error
    }
}

extension ResolverError {
    /// For `mapError`: adds the image and registry that an error concerns, unless it names some already.
    static func concerning(_ image: String, registry: String? = nil) -> (ResolverError) -> ResolverError {
        { $0.concerning(image: image, registry: registry) }
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
    /// The caller cancelled the work.
    static let interrupted = ResolverError(.interrupted, "interrupted", hint: "run it again to resume")

    /// Whether something is wrong with the content of one image, not with the way to it.
    var isAboutContent: Bool { [.notFound, .malformed, .mismatch].contains(kind) }

    /// An error about malformed input whose own sentence says everything.
    static func malformed(_ error: some CustomStringConvertible) -> ResolverError {
        ResolverError(.malformed, error.description)
    }

    /// An error of a store: damage counts as integrity, a cancelled wait as an interruption, the rest as the local disk.
    init(store error: StoreError) {
        switch error {
        case .wrongDigest, .wrongSize: self.init(.integrity, error.description)
        case .cancelled: self = .interrupted
        case .malformed, .unsupportedLayout, .tooLarge: self.init(.malformed, error.description)
        case .newerStore:
            self.init(
                .malformed, error.description,
                hint: "use the version of resolve that wrote it, or set RESOLVE_HOME to another directory")
        case .system where error.isFull:
            self.init(
                .disk, error.description,
                hint: "free some space there, or choose another directory with -o or RESOLVE_HOME")
        case .noInodes:
            self.init(
                .disk, error.description,
                hint: "remove files there (df -i shows the inodes), or choose another directory with -o or RESOLVE_HOME"
            )
        case .system, .locked: self.init(.disk, error.description)
        case .library, .hashing, .ended: self.init(.internal, error.description)
        }
    }
}

extension ResolverError {
    /// An error about the archive at `path`.
    init(archive error: ArchiveError, path: String) {
        let sentence = "'\(Printable.escaped(path, limit: .max))': \(error)"
        switch error {
        case .store(let error): self.init(store: error)
        case .library, .refused: self.init(.disk, error.description, hint: "install libarchive (Debian: libarchive13)")
        case .missing: self.init(.notFound, sentence)
        case .choice(_, _, let offer): self.init(.notFound, sentence, hint: offer.map { "it contains \($0)" })
        case .lacking: self.init(.notFound, sentence)
        case .missingPart, .partsEnd(_, isMissingMore: true):
            self.init(.notFound, sentence, hint: "put all parts of the archive into one directory")
        case .wrongDigest, .wrongSize: self.init(.integrity, sentence)
        case .notOfForm(_, other: true):
            self.init(
                .malformed, sentence,
                hint: "use \(ArchiveForm.docker.prefix)FILE for an archive written by docker save")
        case .partSize, .partsEnd, .unreadable, .cut, .tooManyMembers, .escapes, .repeated, .notFile, .link, .document,
            .tooLarge, .notOfForm, .layerCount:
            self.init(.malformed, sentence)
        case .nameTwice:
            self.init(.usage, sentence, hint: "to pull several platforms of an image, repeat --platform")
        }
    }
}

extension ResolverError {
    /// An error about the layer with that digest, whose bytes count as damaged if they cannot be read to their end.
    init(layer error: LayerError, _ digest: Digest) {
        let sentence = "layer \(digest): \(error)"
        switch error {
        case .store(let error): self.init(store: error)
        case .library(let name, _): self.init(.disk, sentence, hint: "install \(name)")
        case .refused: self.init(.internal, sentence)
        case .cancelled: self = .interrupted
        case .interrupted: self.init(.network, sentence, retryable: true)
        case .unsupported, .windowTooLarge, .tooLarge, .bomb, .tooManyEntries, .pathTooLong, .tooManyAttributes,
            .refusedMember:
            self.init(.malformed, sentence)
        case .cut, .damaged, .wrongChecksum, .trailing, .notTar, .damagedTar, .cutTar: self.init(.integrity, sentence)
        }
    }
}

extension ResolverError {
    /// An error of an operation at a registry.
    init(registry error: RegistryError) {
        switch (error.cause, error.subject) {
        case (.store(let error), _): self.init(store: error)
        case (_, .network?):
            let advice = error.transferFailure?.advice(for: error.endpoint)
            self.init(.network, error.description, hint: advice)
        case (_, .notFound?): self.init(missing: error)
        case (.blocked, _): self.init(.credentials, error.description)
        case (.authorization(let refusal), .credentials?):
            self.init(.credentials, error.description, hint: refusal.advice(on: error.operation))
        case (_, .credentials?):
            self.init(.credentials, error.description, hint: "check the credentials for this registry")
        case (_, .rateLimited?): self.init(.rateLimited, error.description, hint: "wait, or log in for a larger quota")
        case (_, .integrity?): self.init(.integrity, error.description)
        case (_, .malformed?): self.init(.malformed, error.description)
        case (_, nil): self = .interrupted
        }
        retryable = error.isTransient
        isOverload = error.isOverload
        if error.isConflict { kind = .conflict }
        if case .refusedSparseIndex = error.cause {
            hint = "leave out --sparse to copy a new index of just these platforms, with its own digest"
        }
    }

    /// An error about something that a registry does not have. For a tag, the hint says how to see those that it has.
    private init(missing error: RegistryError) {
        // docker-registry 2.8 knows no repository whose images have no tag.
        if case .tags = error.operation, let endpoint = error.endpoint,
            case .transfer(.status(let failure)) = error.cause
        {
            let name = Printable.escaped(endpoint.name)
            self.init(
                .notFound,
                "no tags: the repository does not exist, or none of its images has a tag (\(failure.summary))\(error.places)",
                hint: "an image without a tag is named by its digest: \(name)@sha256:…")
            return
        }
        guard case .manifest(let tag) = error.operation, (try? Digest(parsing: tag)) == nil,
            let endpoint = error.endpoint, case .transfer(.status(let failure)) = error.cause,
            failure.body?.has(code: "NAME_UNKNOWN") != true
        else {
            self.init(.notFound, error.description)
            return
        }
        self.init(
            .notFound,
            "no tag '\(Printable.escaped(tag))' in \(Printable.escaped(endpoint.name)): \(failure.summary)\(error.places)",
            hint: "`resolve tags \(Printable.escaped(endpoint.name))` lists the tags")
    }

    /// An error of a copy to the repository `target`, which it names if the target failed.
    init(copy error: RegistryError, to target: Reference) {
        self.init(registry: error)
        if error.endpoint?.name == target.name { (image, registry) = (target.name, target.registry) }
    }
}

extension AuthorizationError {
    /// What to do about refused or missing credentials; `nil` if no credentials would help.
    fileprivate func advice(on operation: RegistryError.Operation) -> String? {
        if operation == .login { return "check the user name and the password" }
        let login = "`resolve login \(Printable.escaped(registry))`"
        return switch cause {
        case .credentialsMissing, .insufficientScope(source: nil, _, _): "\(login) stores credentials for it"
        case .refused(SourcedCredential.commandLine, _): "check --username and --password"
        case .insufficientScope(SourcedCredential.commandLine, _, _):
            "name an account that has this right with --username and --password"
        case .insufficientScope: "log in with an account that has this right: \(login)"
        case .refused, .tokenRefused: "log in again: \(login)"
        case .noChallenge, .unsupportedSchemes, .noTokenServer, .malformedTokenServer, .insecureTokenServer,
            .inwardTokenServer, .tokenRequest, .tokenResponseTooLong, .tokenResponseNotJSON, .noToken, .malformedToken,
            .outOfOrder:
            nil
        }
    }
}

extension ResolverError {
    /// An error about the contents of a manifest list.
    init(list error: ManifestError) {
        if case .contradiction = error {
            self.init(.mismatch, error.description)
        } else if case .noEntry = error {
            self.init(.notFound, error.description)
        } else {
            self.init(.malformed, error.description)
        }
    }
}
