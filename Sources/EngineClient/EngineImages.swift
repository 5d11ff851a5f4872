import ImageModel
import RegistryProtocol
import Transport

/// The images of one engine, by Docker's API, which podman's service speaks as well.
///
/// API: docs.docker.com/reference/api/engine, "ImageInspect", "ImageTag" and "ImageLoad".
package struct EngineImages: Sendable {
    /// The engine, with what it says of itself.
    package let engine: Engine
    private let connection: EngineConnection
    /// For images: an engine is silent while it reads and unpacks one.
    private let loading: EngineConnection

    private static let answerLimit = 4 << 20
    /// The time for an answer to a question…
    private static let seconds = 30
    /// …and for the next progress of an image; the answer behind the last byte may take several times as long.
    private static let loadSeconds = 300

    /// Asks the engine at `endpoint` what it is.
    package init(_ endpoint: EngineEndpoint) async throws(EngineFault) {
        if let fault = EngineSurvey.fault(of: endpoint) { throw fault }
        do throws(TransportError) {
            guard
                let connection = try EngineConnection(endpoint, limit: Self.answerLimit, seconds: Self.seconds),
                let loading = try EngineConnection(endpoint, limit: Self.answerLimit, seconds: Self.loadSeconds)
            else { throw TransportError.outOfMemory }
            (self.connection, self.loading) = (connection, loading)
        } catch {
            throw .transport(error.description)
        }
        // podman 4.3 takes 0.2 s to say more, since it asks its programs for their versions.
        if let facts = try await connection.serverName().flatMap(HTTPEngineAnswers.facts(server:)) {
            engine = Engine(endpoint, .facts(facts))
            return
        }
        switch await connection.get("/version") {
        case .fault(let fault): throw fault
        case .bytes(let version):
            guard let facts = HTTPEngineAnswers.facts(version: version) else { throw .notAnEngine }
            engine = Engine(endpoint, .facts(facts))
        }
    }

    /// Whether the engine has one of the images with these digests, in its terms, as `name`.
    ///
    /// One that it has under another name gets this one as well. An engine with a graph driver identifies an image by the
    /// digest of its config, one with containerd's store by that of the manifest or index.
    package func has(_ digests: [Digest], as name: String?) async throws(EngineFault) -> Bool {
        if try await lists(digests, as: name) { return true }
        guard let name else { return false }
        for digest in digests {
            if let present = try await self.digest(of: digest.description), digests.contains(present),
                try await tag(present, as: name)
            {
                return try await lists(digests, as: name)
            }
        }
        return false
    }

    /// Whether the image `name` of the engine is one of those with these digests; without a name, whether it has one of them.
    package func lists(_ digests: [Digest], as name: String?) async throws(EngineFault) -> Bool {
        for name in name.map({ [$0] }) ?? digests.map(\.description) {
            if let present = try await digest(of: name), digests.contains(present) { return true }
        }
        return false
    }

    /// Sends an archive of `size` bytes, which are written to `pipe` meanwhile, and waits until the engine has loaded it.
    package func load(_ pipe: UploadPipe, size: Int64) async throws(EngineFault) {
        // A writer must not wait for a transfer that has ended.
        defer { pipe.end() }
        let (status, body) = try await loading.post("/images/load?quiet=1", pipe, length: size)
        try LoadAnswer(parsing: body).check(status: status)
    }

    /// The digest by which the engine identifies an image; `nil` if it has none of that name.
    private func digest(of name: String) async throws(EngineFault) -> Digest? {
        switch await connection.get("/images/\(name)/json") {
        case .fault(.status(404)): return nil
        // The engine has answered before.
        case .fault(.notAnEngine): throw .lost(sent: 0, of: 0)
        case .fault(let fault): throw fault
        case .bytes(let bytes): return JSONAnswer(parsing: bytes)?["Id"]?.text.flatMap { try? Digest(parsing: $0) }
        }
    }

    /// Gives an image another name; false if the engine does not.
    private func tag(_ digest: Digest, as name: String) async throws(EngineFault) -> Bool {
        guard let reference = try? Reference(parsing: name), let tag = reference.tag else { return false }
        let path = "/images/\(digest)/tag?repo=\(reference.name)&tag=\(tag)"
        return try await connection.post(path).status == 201
    }
}

extension EngineFacts {
    /// Whether it loads archives with layers in zstd. Docker does since version 23.
    package var loadsZstandard: Bool {
        guard kind == .docker, let major = Int(version.prefix { $0.isNumber }) else { return true }
        return major >= 23
    }
}
