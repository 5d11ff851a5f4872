import RegistryProtocol

/// Why a registry gave no answer that could be used.
package enum SessionError: Error, Sendable, CustomStringConvertible {
    /// The request failed on the way.
    case transfer(TransferFailure)
    /// The registry does not let it in.
    case authorization(AuthorizationError)
    /// The caller gave up.
    case cancelled

    /// What kind of failure it is; `nil` for a caller's own decision.
    package var subject: FailureSubject? {
        switch self {
        case .transfer(let failure): failure.subject
        case .authorization(let error): error.subject
        case .cancelled: nil
        }
    }

    /// Whether the same request may succeed later.
    package var isTransient: Bool {
        switch self {
        case .transfer(let failure): failure.isTransient
        case .authorization(let error): error.isTransient
        case .cancelled: false
        }
    }

    /// The failure as the retry policy knows it; `nil` where asking again is no use.
    var retried: TransferFailure? {
        switch self {
        case .transfer(let failure): failure
        case .authorization(.token(.failed(let failure), _)): failure
        case .authorization, .cancelled: nil
        }
    }

    /// One sentence.
    package var description: String {
        switch self {
        case .transfer(let failure): failure.description
        case .authorization(let error): error.description
        case .cancelled: "interrupted"
        }
    }
}
