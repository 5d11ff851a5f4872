import ErrorMapping
import ImageModel

/// Responds to requests from a layout: a read-only registry without the connection around it.
struct Responder: Sendable {
    let layout: ServedLayout

    /// The response to a request line and its `Range` header; HEAD is treated like GET, but without the range.
    func response(method: String, target: String, range: String?) async -> Response {
        do throws(ServerError) {
            guard let known = RequestMethod(rawValue: method) else { throw .request(.methodUnsupported(method)) }
            guard let target = RequestTarget(target) else { throw .request(.pathUnknown) }
            // RFC 9110, section 14.2: a range applies to GET only.
            return try await response(to: try RequestRoute(target), range: known == .get ? range : nil)
        } catch {
            guard case .request(let refusal) = error else { return Self.refusal(.unreadable) }
            return Self.refusal(refusal)
        }
    }

    private func response(to route: RequestRoute, range: String?) async throws(ServerError) -> Response {
        let catalog = await layout.catalog()
        switch route {
        case .base:
            return Self.json(Array("{}".utf8))
        case .tag(let name, let tag, let namespace):
            let repository = try Self.repository(name, in: catalog)
            switch catalog.target(repository: repository, tag: tag, namespace: namespace) {
            case .listed(let entry): return try await manifest(entry.digest, listedAs: entry.mediaType)
            case .generated(let index): return Self.manifest(index)
            case nil: throw .request(.manifestUnknown(tag))
            }
        case .manifest(let name, let digest):
            _ = try Self.repository(name, in: catalog)
            if let index = catalog.generatedIndex(digest) { return Self.manifest(index) }
            return try await manifest(digest, listedAs: catalog.entry(digest)?.mediaType)
        case .blob(let name, let digest):
            _ = try Self.repository(name, in: catalog)
            return try await blob(digest, range: range)
        case .tags(let name, let count, let last):
            let repository = try Self.repository(name, in: catalog)
            let page = TagPage(of: catalog.tags(of: repository), count: count, last: last)
            return Self.tags(page, of: name, count: count)
        }
    }

    private func manifest(_ digest: Digest, listedAs mediaType: String?) async throws(ServerError) -> Response {
        let found = try await mapError(
            { (_: any Error) in ServerError.request(.unreadable) },
            awaiting: try await layout.manifest(digest, listedAs: mediaType))
        guard let manifest = found else { throw .request(.manifestUnknown("\(digest)")) }
        return Self.manifest(manifest)
    }

    private func blob(_ digest: Digest, range: String?) async throws(ServerError) -> Response {
        let found = try await mapError(
            { (_: any Error) in ServerError.request(.unreadable) }, awaiting: try await layout.blob(digest))
        guard let file = found else { throw .request(.blobUnknown(digest)) }
        let size = file.stamp.size
        var headers = [
            (name: "Content-Type", value: "application/octet-stream"),
            (name: "Docker-Content-Digest", value: "\(digest)"), (name: "Accept-Ranges", value: "bytes"),
            (name: "ETag", value: "\"\(digest)\""),
        ]
        switch ByteRange(range, size: size) {
        case .whole:
            return Response(status: 200, headers: headers, body: .file(file, offset: 0, count: size))
        case .part(let first, let last):
            headers.append((name: "Content-Range", value: "bytes \(first)-\(last)/\(size)"))
            return Response(
                status: 206, headers: headers, body: .file(file, offset: first, count: last - first + 1))
        case .unsatisfiable:
            throw .request(.rangeUnsatisfiable(size: size))
        }
    }

    private static func manifest(_ manifest: ServedManifest) -> Response {
        let headers = [("Content-Type", manifest.mediaType), ("Docker-Content-Digest", "\(manifest.digest)")]
        return Response(status: 200, headers: headers, body: .bytes(manifest.bytes))
    }

    private static func repository(_ name: String, in catalog: Catalog) throws(ServerError) -> String {
        guard let repository = catalog.repository(named: name) else { throw .request(.nameUnknown(name)) }
        return repository
    }

    private static func tags(_ page: TagPage, of name: String, count: Int?) -> Response {
        var response = json(ResponseBody.tags(page.tags, of: name))
        if let count, let next = page.next {
            // The characters of a tag need no encoding in a query.
            response.headers.append(
                (name: "Link", value: "</v2/\(name)/tags/list?n=\(count)&last=\(next)>; rel=\"next\""))
        }
        return response
    }

    private static func json(_ bytes: [UInt8]) -> Response {
        Response(status: 200, headers: [("Content-Type", "application/json")], body: .bytes(bytes))
    }

    private static func refusal(_ refusal: RequestRefusal) -> Response {
        var response = json(ResponseBody.errors(refusal))
        response.status = refusal.status
        if case .methodUnsupported = refusal { response.headers.append((name: "Allow", value: "GET, HEAD")) }
        if case .rangeUnsatisfiable(let size) = refusal {
            response.headers.append((name: "Content-Range", value: "bytes */\(size)"))
        }
        return response
    }
}

/// The response to a request.
struct Response: Sendable {
    var status: Int
    /// The headers in order, without the length.
    var headers: [(name: String, value: String)]
    /// The body; the response to HEAD has only its length.
    var body: Body

    /// The source of the bytes.
    enum Body: Sendable {
        case bytes([UInt8])
        /// Part of a file: `count` bytes from `offset`.
        case file(LayoutFile, offset: Int64, count: Int64)

        /// The length in bytes.
        var count: Int64 {
            switch self {
            case .bytes(let bytes): Int64(bytes.count)
            case .file(_, _, let count): count
            }
        }
    }
}

/// One page of the tags of a repository (OCI distribution-spec v1.1, "Listing Tags").
struct TagPage: Hashable, Sendable {
    let tags: [String]
    /// The tag after which the next page begins; `nil` on the last page.
    let next: String?

    /// The first `count` of `tags` after `last`, in byte order. A count of 0 gives an empty last page.
    init(of tags: [String], count: Int?, last: String?) {
        let rest = tags.drop { tag in
            guard let last else { return false }
            return !last.utf8.lexicographicallyPrecedes(tag.utf8)
        }
        self.tags = Array(rest.prefix(count ?? rest.count))
        next = self.tags.count < rest.count ? self.tags.last : nil
    }
}

/// The JSON documents that the server generates (OCI distribution-spec v1.1).
private enum ResponseBody {
    /// `{"errors":[{"code":…,"message":…}]}`
    static func errors(_ refusal: RequestRefusal) -> [UInt8] {
        ErrorList(errors: [ErrorList.Entry(code: refusal.code, message: refusal.description)]).canonicalJSON
    }

    /// `{"name":…,"tags":[…]}`
    static func tags(_ tags: [String], of repository: String) -> [UInt8] {
        TagList(name: repository, tags: tags).canonicalJSON
    }

    private struct ErrorList: Encodable {
        struct Entry: Encodable {
            let code: String
            let message: String
        }
        let errors: [Entry]
    }

    private struct TagList: Encodable {
        let name: String
        let tags: [String]
    }
}
