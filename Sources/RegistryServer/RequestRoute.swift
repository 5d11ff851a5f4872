import ErrorMapping
import ImageModel

/// The resource that a request means (OCI distribution-spec v1.1).
///
/// A route contains parsed values only: no text of a request becomes part of a file path.
enum RequestRoute: Hashable, Sendable {
    /// The check whether this is a registry.
    case base
    /// A manifest by its tag, from the upstream registry `namespace` if the request names one.
    case tag(repository: String, tag: String, namespace: String?)
    /// A manifest by its digest.
    case manifest(repository: String, digest: Digest)
    /// A blob.
    case blob(repository: String, digest: Digest)
    /// The tags of a repository after `last`: at most `count`, or all if that is `nil`.
    case tags(repository: String, count: Int?, last: String?)

    /// Reads the target of a request.
    init(_ target: RequestTarget) throws(ServerError) {
        guard target.parts.first == "v2" else { throw .request(.pathUnknown) }
        let parts = Array(target.parts.dropFirst())
        guard parts != [], parts != [""] else {
            self = .base
            return
        }
        guard parts.count >= 3, let last = parts.last else { throw .request(.pathUnknown) }
        let repository = parts.dropLast(2).joined(separator: "/")
        switch parts[parts.count - 2] {
        case "manifests":
            self = try Self.manifest(last, in: try Self.checked(repository), namespace: target.query["ns"])
        case "blobs":
            self = .blob(repository: try Self.checked(repository), digest: try Self.digest(last))
        case "tags" where last == "list":
            let count = try target.query["n"].map(Self.count)
            self = .tags(repository: try Self.checked(repository), count: count, last: target.query["last"])
        default:
            throw .request(.pathUnknown)
        }
    }

    /// A tag has no colon, a digest always has one.
    private static func manifest(
        _ name: String,
        in repository: String,
        namespace: String?
    ) throws(ServerError) -> RequestRoute {
        guard name.utf8.contains(UInt8(ascii: ":")) else {
            return .tag(repository: repository, tag: name, namespace: namespace)
        }
        return .manifest(repository: repository, digest: try digest(name))
    }

    private static func digest(_ text: String) throws(ServerError) -> Digest {
        try mapError({ ServerError.request(.digestInvalid($0)) }, try Digest(parsing: text))
    }

    private static func checked(_ name: String) throws(ServerError) -> String {
        guard RepositoryName.isValid(name) else { throw .request(.nameInvalid(name)) }
        return name
    }

    private static func count(_ text: String) throws(ServerError) -> Int {
        guard let count = Int(text), count >= 0 else { throw .request(.pageSizeInvalid(text)) }
        return count
    }
}

/// The path and the query of a request, decoded once.
struct RequestTarget: Hashable, Sendable {
    /// The decoded segments of the path; a trailing slash adds an empty one.
    let parts: [String]
    /// The values of the query; the first one of each name.
    let query: [String: String]

    /// Reads the target of a request line; `nil` if it is not a path or not correctly encoded.
    init?(_ target: String) {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = halves.first, path.utf8.first == UInt8(ascii: "/") else { return nil }
        var parts: [String] = []
        for part in path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let decoded = Substring(part).percentDecoded else { return nil }
            parts.append(decoded)
        }
        var query: [String: String] = [:]
        for pair in halves.dropFirst().joined().split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = sides.first?.percentDecoded, query[name] == nil else { continue }
            guard let value = (sides.dropFirst().first ?? "").percentDecoded else { return nil }
            query[name] = value
        }
        self.parts = parts
        self.query = query
    }
}

/// The methods of a read-only registry.
enum RequestMethod: String, Sendable {
    case get = "GET"
    case head = "HEAD"
}
