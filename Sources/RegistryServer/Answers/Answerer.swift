import ImageModel

/// Answers requests from a layout: what a read-only registry knows, without the connection around it.
struct Answerer: Sendable {
    /// The layout.
    let layout: ServedLayout

    /// The answer to a request line and its `Range` header; a HEAD request is answered as GET, but for the range.
    func answer(method: String, target: String, range: String?) async -> Answer {
        do throws(RequestProblem) {
            guard let known = RequestMethod(rawValue: method) else { throw .methodUnsupported(method) }
            guard let target = RequestTarget(target) else { throw .pathUnknown }
            // RFC 9110, section 14.2: a range counts for GET only.
            return try await answer(to: try RequestRoute(target), range: known == .get ? range : nil)
        } catch {
            return Self.refusal(error)
        }
    }

    private func answer(to route: RequestRoute, range: String?) async throws(RequestProblem) -> Answer {
        let catalog = await layout.catalog()
        switch route {
        case .base:
            return Self.json(Array("{}".utf8))
        case .tag(let name, let tag, let namespace):
            let repository = try Self.repository(name, in: catalog)
            switch catalog.target(repository: repository, tag: tag, namespace: namespace) {
            case .listed(let entry): return try await manifest(entry.digest, listedAs: entry.mediaType)
            case .made(let list): return Self.manifest(list)
            case nil: throw .manifestUnknown(tag)
            }
        case .manifest(let name, let digest):
            _ = try Self.repository(name, in: catalog)
            if let list = catalog.madeList(digest) { return Self.manifest(list) }
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

    private func manifest(_ digest: Digest, listedAs mediaType: String?) async throws(RequestProblem) -> Answer {
        let found: ServedManifest?
        do {
            found = try await layout.manifest(digest, listedAs: mediaType)
        } catch {
            throw .unreadable
        }
        guard let manifest = found else { throw .manifestUnknown("\(digest)") }
        return Self.manifest(manifest)
    }

    private func blob(_ digest: Digest, range: String?) async throws(RequestProblem) -> Answer {
        let found: LayoutFile?
        do {
            found = try await layout.blob(digest)
        } catch {
            throw .unreadable
        }
        guard let file = found else { throw .blobUnknown(digest) }
        let size = file.stamp.size
        var headers = [
            (name: "Content-Type", value: "application/octet-stream"),
            (name: "Docker-Content-Digest", value: "\(digest)"), (name: "Accept-Ranges", value: "bytes"),
            (name: "ETag", value: "\"\(digest)\""),
        ]
        switch ByteRange(range, size: size) {
        case .whole:
            return Answer(status: 200, headers: headers, body: .file(file, offset: 0, count: size))
        case .part(let first, let last):
            headers.append((name: "Content-Range", value: "bytes \(first)-\(last)/\(size)"))
            return Answer(status: 206, headers: headers, body: .file(file, offset: first, count: last - first + 1))
        case .unsatisfiable:
            throw .rangeUnsatisfiable(size: size)
        }
    }

    private static func manifest(_ manifest: ServedManifest) -> Answer {
        let headers = [("Content-Type", manifest.mediaType), ("Docker-Content-Digest", "\(manifest.digest)")]
        return Answer(status: 200, headers: headers, body: .bytes(manifest.bytes))
    }

    private static func repository(_ name: String, in catalog: Catalog) throws(RequestProblem) -> String {
        guard let repository = catalog.repository(named: name) else { throw .nameUnknown(name) }
        return repository
    }

    private static func tags(_ page: TagPage, of name: String, count: Int?) -> Answer {
        var answer = json(AnswerText.tags(page.tags, of: name))
        if let count, let next = page.next {
            // A tag's characters need no encoding in a query.
            answer.headers.append(
                (name: "Link", value: "</v2/\(name)/tags/list?n=\(count)&last=\(next)>; rel=\"next\""))
        }
        return answer
    }

    private static func json(_ bytes: [UInt8]) -> Answer {
        Answer(status: 200, headers: [("Content-Type", "application/json")], body: .bytes(bytes))
    }

    private static func refusal(_ problem: RequestProblem) -> Answer {
        var answer = json(AnswerText.problem(problem))
        answer.status = problem.status
        if case .methodUnsupported = problem { answer.headers.append((name: "Allow", value: "GET, HEAD")) }
        if case .rangeUnsatisfiable(let size) = problem {
            answer.headers.append((name: "Content-Range", value: "bytes */\(size)"))
        }
        return answer
    }
}
