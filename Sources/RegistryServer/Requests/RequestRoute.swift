import ImageModel

/// What a path of OCI distribution-spec v1.1 asks for.
///
/// A route that exists holds parsed values only: no text of a request becomes part of a file's path.
enum RequestRoute: Hashable, Sendable {
    /// Whether this is a registry.
    case base
    /// A manifest by its tag, of the upstream registry `namespace` if the request names one.
    case tag(repository: String, tag: String, namespace: String?)
    /// A manifest by its digest.
    case manifest(repository: String, digest: Digest)
    /// A blob.
    case blob(repository: String, digest: Digest)
    /// A repository's tags after `last`, at most `count` of them; `count` nil is all.
    case tags(repository: String, count: Int?, last: String?)

    /// Reads a request's target.
    init(_ target: RequestTarget) throws(RequestProblem) {
        guard target.parts.first == "v2" else { throw .pathUnknown }
        let parts = Array(target.parts.dropFirst())
        guard parts != [], parts != [""] else {
            self = .base
            return
        }
        guard parts.count >= 3, let last = parts.last else { throw .pathUnknown }
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
            throw .pathUnknown
        }
    }

    /// A tag has no colon, a digest always has one.
    private static func manifest(
        _ name: String,
        in repository: String,
        namespace: String?
    ) throws(RequestProblem) -> RequestRoute {
        guard name.utf8.contains(UInt8(ascii: ":")) else {
            return .tag(repository: repository, tag: name, namespace: namespace)
        }
        return .manifest(repository: repository, digest: try digest(name))
    }

    private static func digest(_ text: String) throws(RequestProblem) -> Digest {
        do {
            return try Digest(parsing: text)
        } catch {
            throw .digestInvalid(error)
        }
    }

    private static func checked(_ name: String) throws(RequestProblem) -> String {
        guard RepositoryName.isValid(name) else { throw .nameInvalid(name) }
        return name
    }

    private static func count(_ text: String) throws(RequestProblem) -> Int {
        guard let count = Int(text), count >= 0 else { throw .pageSizeInvalid(text) }
        return count
    }
}
