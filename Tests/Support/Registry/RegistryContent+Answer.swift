import Foundation

extension RegistryContent {
    /// The repository that `path` speaks of, if it is one of the registry's own paths.
    static func repository(in path: String) -> String? {
        UploadPath(path)?.repository ?? parts(of: path)?.repository
    }

    /// The answer of a registry that behaves.
    func answer(_ request: LoggedRequest) -> Reply {
        guard ["GET", "HEAD"].contains(request.method) else {
            return .error(405, code: "UNSUPPORTED", message: "not this method")
        }
        if let file = files[request.resource] {
            var reply = Reply(status: 200, contentType: file.mediaType, body: file.bytes)
            reply.rangeAnswer = .honoured
            return reply
        }
        if request.path == "/v2/" || request.path == "/v2" {
            return Reply(status: 200, contentType: "application/json", body: Array("{}".utf8))
        }
        guard let parts = Self.parts(of: request.path), let repository = repositories[parts.repository] else {
            return .error(404, code: "NAME_UNKNOWN", message: "repository name not known to registry")
        }
        switch parts.kind {
        case "manifests": return manifest(parts.last, in: repository, for: request)
        case "blobs": return blob(parts.last, in: repository)
        case "referrers": return referrers(of: parts.last, in: repository, for: request)
        default: return tagList(parts.repository, repository, for: request)
        }
    }

    private static func parts(of path: String) -> (repository: String, kind: String, last: String)? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 5, parts[0].isEmpty, parts[1] == "v2" else { return nil }
        let kind = parts[parts.count - 2]
        let last = parts[parts.count - 1]
        guard ["manifests", "blobs", "referrers"].contains(kind) || (kind == "tags" && last == "list") else {
            return nil
        }
        return (parts[2..<(parts.count - 2)].joined(separator: "/"), kind, last)
    }

    private func manifest(_ reference: String, in repository: Repository, for request: LoggedRequest) -> Reply {
        let digest = repository.tags[reference] ?? reference
        guard let document = repository.manifests[digest] else {
            return .error(404, code: "MANIFEST_UNKNOWN", message: "manifest unknown")
        }
        let accepted = request.headers.all("Accept").flatMap { $0.components(separatedBy: ",") }
            .map { $0.components(separatedBy: ";")[0].trimmingCharacters(in: .whitespaces) }
        guard !heedsAccept || accepted.contains(document.mediaType) else {
            return .error(404, code: "MANIFEST_UNKNOWN", message: "Accept does not name \(document.mediaType)")
        }
        var reply = Reply(status: 200, contentType: document.mediaType, body: document.bytes)
        reply.headers["Docker-Content-Digest"] = digest
        reply.headers["Docker-Distribution-Api-Version"] = "registry/2.0"
        return reply
    }

    private func blob(_ digest: String, in repository: Repository) -> Reply {
        guard let bytes = repository.blobs[digest] else {
            return .error(404, code: "BLOB_UNKNOWN", message: "blob unknown to registry")
        }
        var reply = Reply(status: 200, contentType: "application/octet-stream", body: bytes)
        reply.headers["Docker-Content-Digest"] = digest
        reply.headers["Accept-Ranges"] = "bytes"
        reply.headers["ETag"] = "\"\(digest)\""
        reply.rangeAnswer = .honoured
        return reply
    }

    private func tagList(_ name: String, _ repository: Repository, for request: LoggedRequest) -> Reply {
        let last = request.query.first { $0.name == "last" }?.value ?? ""
        let rest = repository.tags.keys.sorted().filter { $0 > last }
        let limit = request.query.first { $0.name == "n" }.flatMap { Int($0.value) } ?? rest.count
        let page = rest.prefix(max(0, limit))
        let tags = JSONText.array(page.map { .string($0) })
        let body = JSONText.object([("name", .string(name)), ("tags", tags)])
        var reply = Reply(status: 200, contentType: "application/json", body: body.bytes)
        if let end = page.last, page.count < rest.count {
            reply.headers["Link"] = "</v2/\(name)/tags/list?n=\(limit)&last=\(end)>; rel=\"next\""
        }
        return reply
    }
}
