import Foundation

extension RegistryContent {
    /// How a registry tells what is attached to a manifest.
    public struct ReferrersSettings: Sendable {
        /// The most entries of one page.
        public var entriesAPage = 100
        /// Whether it says so when a manifest that is attached to something is put.
        public var answersSubject = true
        /// Whether it is slow to list what has just been put: it lists nothing.
        public var isLate = false

        /// A registry that lists them all at once.
        public init() {}
    }

    /// The answer to `GET …/referrers/<digest>`; a registry without the list does not know the path.
    func referrers(of digest: String, in repository: Repository, for request: LoggedRequest) -> Reply {
        guard let settings = referrersSettings else {
            return .error(404, code: "UNSUPPORTED", message: "page not found")
        }
        let attached = repository.manifests.sorted { $0.key < $1.key }.filter { _, document in
            !settings.isLate && subject(of: document.bytes) == digest
        }
        let start = request.query.first { $0.name == "page" }.flatMap { Int($0.value) } ?? 0
        let page = attached.dropFirst(start).prefix(settings.entriesAPage)
        let entries = page.map { digest, document in
            let type = artifactType(of: document.bytes).map { [("artifactType", JSONText.string($0))] } ?? []
            return JSONText.object(
                [
                    ("mediaType", .string(document.mediaType)), ("digest", .string(digest)),
                    ("size", .number(document.bytes.count)),
                ] + type)
        }
        let type = "application/vnd.oci.image.index.v1+json"
        let body = JSONText.object([
            ("schemaVersion", .number(2)), ("mediaType", .string(type)), ("manifests", .array(entries)),
        ])
        var reply = Reply(status: 200, contentType: type, body: body.bytes)
        if start + page.count < attached.count {
            reply.headers["Link"] = "<\(request.path)?page=\(start + page.count)>; rel=\"next\""
        }
        return reply
    }

    /// The type of a manifest, which the list of referrers repeats.
    private func artifactType(of manifest: [UInt8]) -> String? {
        let object = (try? JSONSerialization.jsonObject(with: Data(manifest))) as? [String: Any]
        return object?["artifactType"] as? String
    }

    /// The digest of what a manifest is attached to.
    func subject(of manifest: [UInt8]) -> String? {
        let object = (try? JSONSerialization.jsonObject(with: Data(manifest))) as? [String: Any]
        return (object?["subject"] as? [String: Any])?["digest"] as? String
    }
}
