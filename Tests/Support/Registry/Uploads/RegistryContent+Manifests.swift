import Foundation

extension RegistryContent {
    /// Takes a manifest that is put; `nil` for any other request.
    mutating func writeManifest(_ request: LoggedRequest) -> Reply? {
        let parts = request.path.components(separatedBy: "/manifests/")
        guard request.method == "PUT", parts.count == 2, parts[0].hasPrefix("/v2/") else { return nil }
        let repository = String(parts[0].dropFirst("/v2/".count))
        let name = parts[1]
        let sample: SampleDigest = name.hasPrefix("sha512:") ? .sha512 : .sha256
        let digest = sample.text(of: request.body)
        guard !name.contains(":") || name == digest else {
            return .error(400, code: "DIGEST_INVALID", message: "provided digest did not match uploaded content")
        }
        let held = repositories[repository] ?? Repository()
        if uploadSettings.checksManifests, let missing = missing(request.body, in: held) {
            return .error(400, code: "MANIFEST_BLOB_UNKNOWN", message: "blob unknown to registry: \(missing)")
        }
        let document = Document(mediaType: request.headers["Content-Type"] ?? "", bytes: request.body)
        repositories[repository, default: Repository()].manifests[digest] = document
        if name != digest { repositories[repository]?.tags[name] = digest }
        var reply = Reply(status: 201)
        reply.headers["Location"] = "/v2/\(repository)/manifests/\(digest)"
        reply.headers["Docker-Content-Digest"] = digest
        if referrersSettings?.answersSubject == true, let subject = subject(of: request.body) {
            reply.headers["OCI-Subject"] = subject
        }
        return reply
    }

    /// The first digest of `manifest` that the repository does not hold.
    private func missing(_ manifest: [UInt8], in repository: Repository) -> String? {
        guard let object = try? JSONSerialization.jsonObject(with: Data(manifest)) as? [String: Any] else { return nil }
        let digests: ([Any?]) -> [String] = { $0.compactMap { ($0 as? [String: Any])?["digest"] as? String } }
        // Of a layer that has addresses of its own, registries ask for no blob.
        let layers = (object["layers"] as? [[String: Any]] ?? []).filter { ($0["urls"] as? [Any] ?? []).isEmpty }
        let blobs = digests([object["config"]]) + digests(layers)
        let children = digests(object["manifests"] as? [Any] ?? [])
        return blobs.first { repository.blobs[$0] == nil } ?? children.first { repository.manifests[$0] == nil }
    }
}
