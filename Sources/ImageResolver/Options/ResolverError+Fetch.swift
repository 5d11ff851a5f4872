import ImageStore
import RegistryClient
import RegistryProtocol

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
