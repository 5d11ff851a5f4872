import ImageModel
import ImageStore
import RegistryProtocol

/// Why a document or a blob could not be had.
package enum FetchError: Error, Sendable, CustomStringConvertible {
    /// The registry gave no usable answer; `what` names the thing asked for.
    case session(SessionError, what: String)
    /// A blob's transfer failed for good.
    case blob(BlobFailure, Digest)
    /// A document's bytes have another digest than they must.
    case wrongDigest(expected: Digest, actual: Digest, what: String)
    /// A document has another size than its descriptor says.
    case wrongSize(expected: Int64, actual: Int64, what: String)
    /// A document's bytes are not those of a manifest or index.
    case unreadable(ManifestError, Digest)
    /// The repository's tags cannot all be had.
    case tags(TagListError)
    /// The store could not take it.
    case store(StoreError)
    /// No place had it: the last one's error, its name, and those that were passed over.
    indirect case everywhere(FetchError, at: String, passed: [SkippedEndpoint])

    /// One sentence, with what was asked for.
    package var description: String {
        switch self {
        case .session(let error, let what): "\(what): \(error)"
        case .blob(let failure, let digest): "blob \(digest): \(failure)"
        case .wrongDigest(let expected, let actual, let what):
            "\(what): the bytes have the digest \(actual), not \(expected)"
        case .wrongSize(let expected, let actual, let what):
            "\(what): the document has \(actual) bytes, its descriptor says \(expected)"
        case .unreadable(let error, let digest): "manifest \(digest): \(error)"
        case .tags(let error): error.description
        case .store(let error): error.description
        case .everywhere(let error, let place, let passed):
            "\(error) (at '\(Printable.escaped(place))'; before, at "
                + passed.map(\.description).joined(separator: "; at ")
                + ")"
        }
    }

    /// What kind of failure it is; `nil` for a caller's own decision and for the local disk.
    package var subject: FailureSubject? {
        switch self {
        case .session(let error, _): error.subject
        case .blob(let failure, _): failure.subject
        case .wrongDigest, .wrongSize: .integrity
        case .unreadable: .malformed
        case .tags(let error): error.subject
        case .store: nil
        case .everywhere(let error, _, _): error.subject
        }
    }

    /// Whether the place that failed so will not do better with the next request: only an answer of its own, that it has
    /// no such thing or is not well, leaves that open.
    var excludesEndpoint: Bool {
        switch self {
        case .session(.transfer(.status), _), .blob(.transfer(.status), _): subject == .credentials
        case .session, .blob, .wrongDigest, .wrongSize, .unreadable, .tags: true
        case .store, .everywhere: false
        }
    }
}
