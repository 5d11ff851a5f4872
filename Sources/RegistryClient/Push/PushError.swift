import ImageModel
import ImageStore
import RegistryProtocol

/// Why something could not be written to a registry.
package enum PushError: Error, Sendable, CustomStringConvertible {
    /// The registry gave no usable answer; `what` names the thing that was to be written.
    case session(SessionError, what: String)
    /// The registry does not take it.
    case refused(WriteRefusal, what: String)
    /// A blob's upload failed for good.
    case upload(UploadFailure, Digest)
    /// The registry says that it has stored something else.
    case otherDigest(named: Digest, expected: Digest, what: String)
    /// The bytes that were to be written do not have their digest; none has got its name.
    case wrongDigest(expected: Digest, actual: Digest, what: String)
    /// The bytes that were to be written could not be had.
    case source(FetchError)
    /// The digest of the bytes could not be computed, or the file that holds them not be read.
    case store(StoreError)

    /// One sentence, with what was to be written.
    package var description: String {
        switch self {
        case .session(let error, let what): "\(what): \(error)"
        case .refused(let refusal, let what): "\(what): \(refusal)"
        case .upload(let failure, let digest): "blob \(digest): \(failure)"
        case .otherDigest(let named, let expected, let what):
            "\(what): the registry says that it has stored \(named), not \(expected)"
        case .wrongDigest(let expected, let actual, let what):
            "\(what): the bytes have the digest \(actual), not \(expected)"
        case .source(let error): error.description
        case .store(let error): error.description
        }
    }

    /// What kind of failure it is; `nil` for a caller's own decision and for the local disk.
    package var subject: FailureSubject? {
        switch self {
        case .session(let error, _): error.subject
        case .refused(let refusal, _): refusal.subject
        case .upload(let failure, _): failure.subject
        case .otherDigest, .wrongDigest: .integrity
        case .source(let error): error.subject
        case .store: nil
        }
    }

    /// Whether the same command may succeed later.
    package var isTransient: Bool {
        switch self {
        case .session(let error, _): error.isTransient
        case .upload(let failure, _): failure.isTransient
        case .refused, .otherDigest, .wrongDigest, .source, .store: false
        }
    }

    /// Whether the registry does not let something that stands there be overwritten.
    package var isConflict: Bool {
        switch self {
        case .refused(let refusal, _), .upload(.refused(let refusal), _): refusal.reason == .conflict
        case .session, .upload, .otherDigest, .wrongDigest, .source, .store: false
        }
    }
}
