import ImageModel

/// Why a blob could not be written.
package enum UploadFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// A request failed on its way, or was answered with a passing error once too often.
    case transfer(TransferFailure)
    /// The registry does not let it in.
    case denied(AuthorizationError)
    /// The registry does not take it.
    case refused(WriteRefusal)
    /// The registry sends the upload to a place that is not used.
    case location(UploadLocationError)
    /// The registry says that it has stored something else.
    case otherDigest(named: Digest, expected: Digest)
    /// The registry's answer to a step of the upload has no meaning there.
    case unexpected(status: Int)
    /// The registry has given up the upload, again and again; `reason` is what happened last.
    case lost(uploads: Int, reason: String)

    /// What kind of failure it is.
    package var subject: FailureSubject {
        switch self {
        case .transfer(let failure): failure.subject
        case .denied(let error): error.subject
        case .refused(let refusal): refusal.subject
        case .otherDigest: .integrity
        case .location, .unexpected, .lost: .network
        }
    }

    /// Whether the same upload may succeed later.
    package var isTransient: Bool {
        switch self {
        case .transfer(let failure): failure.isTransient
        case .denied(let error): error.isTransient
        case .lost: true
        case .refused, .location, .otherDigest, .unexpected: false
        }
    }

    /// What went wrong.
    package var description: String {
        switch self {
        case .transfer(let failure): failure.description
        case .denied(let error): error.description
        case .refused(let refusal): refusal.description
        case .location(let error): error.description
        case .otherDigest(let named, let expected): "the registry says that it has stored \(named), not \(expected)"
        case .unexpected(let status): "the registry's answer (status \(status)) is none that an upload has"
        case .lost(let uploads, let reason):
            "the registry did not keep what it had received, \(uploads) uploads long; the last ended so: \(reason)"
        }
    }
}
