import ImageModel
import ImageStore
import RegistryProtocol
import Transport

extension RegistrySession {
    /// What the registry has under that tag or digest; `nil` when it has nothing there.
    ///
    /// Many registries answer a HEAD with 404, 405 or no digest although they have the manifest: then it is read.
    package func manifestHead(_ name: String) async throws(FetchError) -> ManifestHead? {
        if let reply = try? await send(.manifest(name, method: .head), into: { BodyCollector(limit: 0) }),
            let head = ManifestHead(reply.head)
        {
            return head
        }
        do throws(FetchError) {
            let document = try await manifest(named: name)
            return ManifestHead(
                digest: document.digest, mediaType: document.contentType.map(MediaType.essence(of:)),
                size: Int64(document.bytes.count))
        } catch {
            guard case .session(.transfer(.status(let failure)), _) = error, failure.subject == .notFound else {
                throw error
            }
            return nil
        }
    }

    private func manifest(named name: String) async throws(FetchError) -> FetchedDocument {
        guard let digest = try? Digest(parsing: name) else { return try await document(tag: name) }
        return try await document(digest)
    }

    /// Writes a manifest or list under a tag or its digest, byte for byte, and gives its digest.
    ///
    /// What it names must be there already.
    @discardableResult
    package func put(
        manifest bytes: [UInt8], mediaType: String, as name: String
    ) async throws(PushError) -> Digest {
        try await store(manifest: bytes, mediaType: mediaType, as: name).digest
    }

    /// The same, with what the registry says of it.
    package func store(
        manifest bytes: [UInt8], mediaType: String, as name: String
    ) async throws(PushError) -> StoredManifest {
        let what = "manifest '\(Printable.escaped(name))'"
        let own = try Self.digest(of: bytes, under: name, what: what)
        let ask = RegistryAsk(.put, .manifest(name), headers: ["Content-Type": mediaType], body: bytes)
        let reply: RegistryReply<CollectedBody>
        do throws(SessionError) {
            reply = try await retrying(ask, what: what, digest: own)
        } catch {
            throw .session(error, what: what)
        }
        if let status = reply.errorStatus { throw .refused(WriteRefusal(status), what: what) }
        let stored = StoredManifest(digest: own, isListed: reply.head.headers.first("OCI-Subject") != nil)
        guard let named = StoredDigest.named(by: reply.head) else { return stored }
        let expected = named.algorithm == own.algorithm ? own : try Self.digest(of: bytes, named.algorithm)
        guard named == expected else { throw .otherDigest(named: named, expected: expected, what: what) }
        return stored
    }

    /// The digest of `bytes`, which is `name` where that is one.
    private static func digest(of bytes: [UInt8], under name: String, what: String) throws(PushError) -> Digest {
        guard let named = try? Digest(parsing: name) else { return try digest(of: bytes, .sha256) }
        let own = try digest(of: bytes, named.algorithm)
        guard own == named else { throw .wrongDigest(expected: named, actual: own, what: what) }
        return own
    }

    private static func digest(of bytes: [UInt8], _ algorithm: DigestAlgorithm) throws(PushError) -> Digest {
        do throws(StoreError) {
            return try Digest.of(bytes, algorithm: algorithm)
        } catch {
            throw .store(error)
        }
    }
}
