import ImageModel

/// Why a request is refused, in the terms of OCI distribution-spec v1.1, "Error Codes".
enum RequestProblem: Error, Hashable, Sendable {
    /// The repository's name is none by the grammar.
    case nameInvalid(String)
    /// A digest is malformed.
    case digestInvalid(DigestError)
    /// The page's size is no number.
    case pageSizeInvalid(String)
    /// No such repository is served.
    case nameUnknown(String)
    /// The repository has no such manifest.
    case manifestUnknown(String)
    /// The layout has no such blob.
    case blobUnknown(Digest)
    /// No such path is known.
    case pathUnknown
    /// The path is known, but the method changes something, or nothing that a registry does.
    case methodUnsupported(String)
    /// The range begins after the blob's end.
    case rangeUnsatisfiable(size: Int64)
    /// The layout could not be read.
    case unreadable

    /// The status of the answer.
    var status: Int {
        switch self {
        case .nameInvalid, .digestInvalid, .pageSizeInvalid: 400
        case .nameUnknown, .manifestUnknown, .blobUnknown, .pathUnknown: 404
        case .methodUnsupported: 405
        case .rangeUnsatisfiable: 416
        case .unreadable: 500
        }
    }

    /// The code of the answer's body.
    var code: String {
        switch self {
        case .nameInvalid: "NAME_INVALID"
        case .digestInvalid: "DIGEST_INVALID"
        case .pageSizeInvalid: "PAGINATION_NUMBER_INVALID"
        case .nameUnknown: "NAME_UNKNOWN"
        case .manifestUnknown: "MANIFEST_UNKNOWN"
        case .blobUnknown: "BLOB_UNKNOWN"
        case .pathUnknown, .methodUnsupported: "UNSUPPORTED"
        case .rangeUnsatisfiable: "RANGE_INVALID"
        case .unreadable: "UNKNOWN"
        }
    }
}

extension RequestProblem: CustomStringConvertible {
    /// The message of the answer's body.
    var description: String {
        switch self {
        case .nameInvalid(let name): "'\(Printable.escaped(name))' is not a repository's name"
        case .digestInvalid(let error): "\(error)"
        case .pageSizeInvalid(let text): "n is '\(Printable.escaped(text))', not a number from 0"
        case .nameUnknown(let name): "the repository '\(Printable.escaped(name))' is not served here"
        case .manifestUnknown(let name): "there is no manifest '\(Printable.escaped(name))'"
        case .blobUnknown(let digest): "there is no blob '\(digest)'"
        case .pathUnknown: "there is nothing at this path"
        case .methodUnsupported(let method): "'\(Printable.escaped(method))' is not possible: the registry is read-only"
        case .rangeUnsatisfiable(let size): "the range begins after the last of \(size) bytes"
        case .unreadable: "the layout could not be read"
        }
    }
}
