import ImageModel

/// Why the server cannot serve, or why it refuses a request.
package enum ServerError: Error, Hashable, Sendable {
    /// `file` of the layout cannot be read; `reason` is the system's text.
    case unreadable(file: String, reason: String)
    /// The index of the layout is not valid.
    case index(file: String, reason: ManifestError)
    /// The name to serve under is not a repository name.
    case repositoryName(String)
    /// The server cannot listen at the address.
    case listen(host: String, port: Int, reason: String)
    /// The server ended without being stopped.
    case ended(reason: String)
    /// A request is refused. Starting and running a server never fail with this case.
    case request(RequestRefusal)
}

/// Why a request is refused (OCI distribution-spec v1.1, "Error Codes").
package enum RequestRefusal: Hashable, Sendable {
    /// The repository name does not follow the grammar.
    case nameInvalid(String)
    /// The digest is malformed.
    case digestInvalid(DigestError)
    /// The page size is not a number.
    case pageSizeInvalid(String)
    /// The repository is not served.
    case nameUnknown(String)
    /// The repository has no such manifest.
    case manifestUnknown(String)
    /// The layout has no such blob.
    case blobUnknown(Digest)
    /// The path is not one of a registry.
    case pathUnknown
    /// The method changes something, or is unknown.
    case methodUnsupported(String)
    /// The range starts beyond the end of the blob.
    case rangeUnsatisfiable(size: Int64)
    /// The layout could not be read.
    case unreadable

    /// The status of the response.
    var status: Int {
        switch self {
        case .nameInvalid, .digestInvalid, .pageSizeInvalid: 400
        case .nameUnknown, .manifestUnknown, .blobUnknown, .pathUnknown: 404
        case .methodUnsupported: 405
        case .rangeUnsatisfiable: 416
        case .unreadable: 500
        }
    }

    /// The error code in the body of the response.
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

extension ServerError: CustomStringConvertible {
    /// One sentence that says what was wrong.
    package var description: String {
        switch self {
        case .unreadable(let file, let reason): "'\(Printable.escaped(file))' cannot be read: \(reason)"
        case .index(let file, let reason):
            "'\(Printable.escaped(file))' is not a valid index of an image layout: \(reason)"
        case .repositoryName(let name):
            "'\(Printable.escaped(name))' is not a valid repository name, such as team/app"
        case .listen(let host, let port, let reason):
            "cannot listen on \(Printable.escaped(host)):\(port): \(Printable.escaped(reason))"
        case .ended(let reason): "the server stopped: \(Printable.escaped(reason))"
        case .request(let refusal): refusal.description
        }
    }
}

extension RequestRefusal: CustomStringConvertible {
    /// The message in the body of the response.
    package var description: String {
        switch self {
        case .nameInvalid(let name): "'\(Printable.escaped(name))' is not a valid repository name"
        case .digestInvalid(let error): "\(error)"
        case .pageSizeInvalid(let text): "n is '\(Printable.escaped(text))', not a number of 0 or more"
        case .nameUnknown(let name): "the repository '\(Printable.escaped(name))' is not served here"
        case .manifestUnknown(let name): "the repository has no manifest '\(Printable.escaped(name))'"
        case .blobUnknown(let digest): "the layout has no blob '\(digest)'"
        case .pathUnknown: "unknown path"
        case .methodUnsupported(let method):
            "'\(Printable.escaped(method))' is not supported: the registry is read-only"
        case .rangeUnsatisfiable(let size): "the range starts beyond the blob's \(size) bytes"
        case .unreadable: "the layout could not be read"
        }
    }
}
