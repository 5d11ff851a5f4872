import ErrorMapping
import ImageModel
import ImageStore
import RegistryProtocol
import Transport

extension RegistrySession {
    /// The manifest or index with that tag; its digest is checked if the registry names one.
    package func document(tag: String) async throws(RegistryError) -> FetchedDocument {
        try await read(.manifest(tag)) { response, bytes throws(RegistryError) in
            try verified(response, bytes, digest: response.head.contentDigest, of: .manifest(tag))
        }
    }

    /// The manifest or index with that digest.
    package func document(_ digest: Digest, size: Int64? = nil) async throws(RegistryError) -> FetchedDocument {
        let operation = RegistryError.Operation.manifest(digest.description)
        return try await read(.manifest(digest.description)) { response, bytes throws(RegistryError) in
            let document = try verified(response, bytes, digest: digest, of: operation)
            try check(size: size, of: bytes, operation)
            return document
        }
    }

    /// A small blob, such as a config, held in memory.
    package func smallBlob(_ descriptor: Descriptor) async throws(RegistryError) -> [UInt8] {
        let operation = RegistryError.Operation.blob(descriptor.digest)
        return try await read(.blob(descriptor.digest)) { response, bytes throws(RegistryError) in
            try check(size: descriptor.size, of: bytes, operation)
            return try verified(response, bytes, digest: descriptor.digest, of: operation).bytes
        }
    }

    /// The digest that the registry names for a tag in response to a HEAD; `nil` if it names none.
    package func digest(ofTag tag: String) async throws(RegistryError) -> Digest? {
        let response = try await send(.manifest(tag, method: .head)) { BodyCollector(limit: 0) }
        return ManifestHead(response.head)?.digest
    }

    /// A response whose body is held in memory.
    typealias Response = RegistryResponse<CollectedBody>

    /// Reads a resource that fits in memory, with retries.
    func read(_ request: RegistryRequest) async throws(RegistryError) -> (Response, [UInt8]) {
        try await read(request) { response, bytes throws(RegistryError) in (response, bytes) }
    }

    /// Reads a resource that fits in memory, with retries, and checks it. Content that fails the check, or a page in its
    /// place, is requested once more over a new connection.
    private func read<Checked>(
        _ request: RegistryRequest, _ check: (Response, [UInt8]) throws(RegistryError) -> Checked
    ) async throws(RegistryError) -> Checked {
        let operation = operation(of: request)
        let policy = settings.retriesDocuments ? settings.retryPolicy : RetryPolicy(mostRetries: 0)
        return try await retrying(operation, policy: policy) { afresh throws(RegistryError) in
            var request = request
            request.needsNewConnection = afresh
            request.isForDocument = true
            let (response, bytes) = try await readOnce(request)
            // The second page is judged as the document.
            if response.head.isPage, !afresh, policy.mostRetries > 0 {
                throw error(operation, .transfer(.html(firstLine: ErrorBody.firstLine(of: bytes))))
            }
            return try check(response, bytes)
        }
    }

    private func readOnce(_ request: RegistryRequest) async throws(RegistryError) -> (Response, [UInt8]) {
        let operation = operation(of: request)
        let response = try await send(request) { BodyCollector(limit: Limits.manifestBytes) }
        // An error with a truncated explanation is still that error.
        if let status = response.errorStatus { throw error(operation, .transfer(.status(status)), at: response.server) }
        if let failure = response.failure { throw error(operation, .transfer(failure), at: response.server) }
        guard let body = response.output else {
            throw error(operation, .transfer(.notStarted("a response without a body")))
        }
        guard !body.isTooLong else {
            throw error(operation, .transfer(.tooLong(limit: Int64(Limits.manifestBytes))))
        }
        return (response, body.bytes)
    }

    private func check(
        size: Int64?, of bytes: [UInt8], _ operation: RegistryError.Operation
    ) throws(RegistryError) {
        guard let size, size != Int64(bytes.count) else { return }
        throw error(operation, .transfer(.wrongSize(expected: size, actual: Int64(bytes.count))))
    }

    private func verified(
        _ response: Response, _ bytes: [UInt8], digest: Digest?, of operation: RegistryError.Operation
    ) throws(RegistryError) -> FetchedDocument {
        let actual = try hash(bytes, digest?.algorithm ?? .sha256, of: operation)
        if let digest, digest != actual {
            throw error(operation, .transfer(.mismatch(expected: digest, actual: actual)))
        }
        return FetchedDocument(bytes: bytes, digest: actual, contentType: response.head.headers.first("Content-Type"))
    }

    private nonisolated func hash(
        _ bytes: [UInt8], _ algorithm: DigestAlgorithm, of operation: RegistryError.Operation
    ) throws(RegistryError) -> Digest {
        try mapError({ error(operation, .store($0)) }, try Digest.of(bytes, algorithm: algorithm))
    }
}

extension RegistrySession {
    /// The manifest or index with that tag or digest, described by its head; `nil` if the registry does not have it.
    ///
    /// Many registries respond to a HEAD with 405 or no digest although they have the manifest, and some with 404; it is then
    /// fetched, after a 404 only if `absence` requires it.
    package func manifestHead(
        _ name: String, absence: AbsenceProof = .get
    ) async throws(RegistryError) -> ManifestHead? {
        if let response = try? await send(.manifest(name, method: .head), into: { BodyCollector(limit: 0) }) {
            if let head = ManifestHead(response.head) { return head }
            if response.head.status == 404, absence == .head { return nil }
        }
        do throws(RegistryError) {
            let document = try await manifest(named: name)
            return ManifestHead(
                digest: document.digest, mediaType: document.contentType.map(MediaType.essence(of:)),
                size: Int64(document.bytes.count))
        } catch {
            guard error.subject == .notFound else { throw error }
            return nil
        }
    }

    private func manifest(named name: String) async throws(RegistryError) -> FetchedDocument {
        guard let digest = try? Digest(parsing: name) else { return try await document(tag: name) }
        return try await document(digest)
    }

    /// Writes the exact bytes of a manifest or index under a tag or its digest.
    ///
    /// Everything that the document names must already be present.
    @discardableResult
    package func put(
        manifest bytes: [UInt8], mediaType: String, as name: String
    ) async throws(RegistryError) -> StoredManifest {
        let operation = RegistryError.Operation.manifest(name)
        let own = try digest(of: bytes, under: name)
        let request = RegistryRequest(.put, .manifest(name), headers: ["Content-Type": mediaType], body: bytes)
        let response = try await write(request, own)
        if let status = response.errorStatus {
            let external = Self.layersWithURLs(in: bytes, mediaType)
            throw error(operation, .refusedWrite(WriteRefusal(status, external: external, manifest: own)))
        }
        let isListed = response.head.headers.first("OCI-Subject") != nil
        guard let named = response.head.contentDigest else { return StoredManifest(digest: own, isListed: isListed) }
        let expected = named.algorithm == own.algorithm ? own : try hash(bytes, named.algorithm, of: operation)
        guard named == expected else {
            throw error(operation, .storedOtherDigest(named: named, expected: expected))
        }
        return StoredManifest(digest: named, isListed: isListed)
    }

    /// The layers of a manifest whose descriptors name URLs.
    private static func layersWithURLs(in bytes: [UInt8], _ mediaType: String) -> [Digest] {
        guard case .manifest(let manifest) = try? ManifestDocument(parsing: bytes, contentType: mediaType) else {
            return []
        }
        return manifest.layers.filter { !$0.urls.isEmpty }.map(\.digest)
    }

    /// The digest of `bytes`, which must equal `name` if that is a digest.
    private nonisolated func digest(of bytes: [UInt8], under name: String) throws(RegistryError) -> Digest {
        let operation = RegistryError.Operation.manifest(name)
        guard let named = try? Digest(parsing: name) else { return try hash(bytes, .sha256, of: operation) }
        let own = try hash(bytes, named.algorithm, of: operation)
        guard own == named else { throw error(operation, .transfer(.mismatch(expected: named, actual: own))) }
        return own
    }

    /// Sends a request of a write, or one whose error status decides the next step; transient errors are retried, any other
    /// error response is returned.
    func write(_ request: RegistryRequest, _ digest: Digest) async throws(RegistryError) -> Response {
        let operation = operation(of: request)
        return try await retrying(operation, digest: digest) { _ throws(RegistryError) in
            let response = try await send(request) { BodyCollector(limit: Limits.manifestBytes) }
            guard let status = response.errorStatus, status.isTransient else { return response }
            throw error(operation, .transfer(.status(status)))
        }
    }
}

/// A document with the bytes that its digest names, as sent by a registry.
package struct FetchedDocument: Sendable {
    /// The exact bytes.
    package let bytes: [UInt8]
    /// The digest of ``bytes``: the requested one, else the registry's, else SHA-256.
    package let digest: Digest
    /// The media type that the registry declared.
    package let contentType: String?

    /// A document with a computed digest.
    package init(bytes: [UInt8], digest: Digest, contentType: String?) {
        self.bytes = bytes
        self.digest = digest
        self.contentType = contentType
    }
}

/// What shows that a registry does not have a manifest.
package enum AbsenceProof: Hashable, Sendable {
    /// 404 to a `HEAD`, which is enough where a manifest that is there may be written again.
    case head
    /// 404 to a `GET`.
    case get
}

/// A registry's response to a manifest that it has stored.
package struct StoredManifest: Hashable, Sendable {
    /// The digest by which the registry names the manifest, which may be of another algorithm than the one it was written
    /// under; without one in the response, the latter.
    package let digest: Digest
    /// Whether the registry lists the manifest as a referrer of its subject: it sent `OCI-Subject`.
    package let isListed: Bool
}
