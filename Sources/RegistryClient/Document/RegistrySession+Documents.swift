import ImageModel
import ImageStore
import RegistryProtocol
import Transport

extension RegistrySession {
    /// The manifest or index behind a tag: its bytes agree with the digest that the registry names, if it names one.
    package func document(tag: String) async throws(FetchError) -> FetchedDocument {
        let what = "manifest '\(tag)'"
        let (reply, bytes) = try await small(.manifest(tag), what: what)
        let named = reply.head.headers.first("Docker-Content-Digest").flatMap { try? Digest(parsing: $0) }
        return try Self.verified(reply, bytes, digest: named, what: what)
    }

    /// The manifest or index of that digest.
    package func document(_ digest: Digest, size: Int64? = nil) async throws(FetchError) -> FetchedDocument {
        let what = "manifest \(digest)"
        let (reply, bytes) = try await small(.manifest(digest.description), what: what)
        let document = try Self.verified(reply, bytes, digest: digest, what: what)
        try Self.check(size: size, of: bytes, what: what)
        return document
    }

    /// A small blob, such as a config, held in memory.
    package func smallBlob(_ descriptor: Descriptor) async throws(FetchError) -> [UInt8] {
        let what = "blob \(descriptor.digest)"
        let (reply, bytes) = try await small(.blob(descriptor.digest), what: what)
        try Self.check(size: descriptor.size, of: bytes, what: what)
        return try Self.verified(reply, bytes, digest: descriptor.digest, what: what).bytes
    }

    /// The digest that the registry names for a tag, by a HEAD; `nil` where it answers none to that.
    package func digest(ofTag tag: String) async throws(SessionError) -> Digest? {
        let reply = try await send(.manifest(tag, method: .head)) { BodyCollector(limit: 0) }
        return ManifestHead(reply.head)?.digest
    }

    /// An answer whose body is held in memory.
    typealias Reply = RegistryReply<CollectedBody>

    /// Asks for something that fits in memory, again after passing failures.
    func small(_ ask: RegistryAsk, what: String) async throws(FetchError) -> (Reply, [UInt8]) {
        var retries = 0
        while true {
            let error: SessionError
            do throws(SessionError) {
                return try await once(ask)
            } catch let caught {
                error = caught
            }
            guard settings.repeatsDocuments, let failure = error.retried,
                case .retry(let milliseconds) = settings.retryPolicy.decision(
                    after: failure, retriesMade: retries, randomUnit: settings.randomUnit(),
                    nowUnixSeconds: settings.now())
            else { throw .session(error, what: what) }
            retries += 1
            settings.report(
                .retried(
                    what: what, digest: nil, reason: failure.description, afterMilliseconds: milliseconds,
                    attempt: retries))
            do {
                try await Task.sleep(for: .milliseconds(milliseconds))
            } catch {
                throw .session(.cancelled, what: what)
            }
        }
    }

    private func once(_ ask: RegistryAsk) async throws(SessionError) -> (Reply, [UInt8]) {
        let reply = try await send(ask) { BodyCollector(limit: Limits.manifestBytes) }
        // An error stays one when its explanation is cut.
        if let status = reply.errorStatus { throw .transfer(.status(status)) }
        if let failure = reply.failure { throw .transfer(failure) }
        guard let body = reply.output else { throw .transfer(.notStarted("an answer without a body")) }
        guard !body.isTooLong else { throw .transfer(.tooLong(limit: Int64(Limits.manifestBytes))) }
        return (reply, body.bytes)
    }

    private static func check(size: Int64?, of bytes: [UInt8], what: String) throws(FetchError) {
        guard let size, size != Int64(bytes.count) else { return }
        throw .wrongSize(expected: size, actual: Int64(bytes.count), what: what)
    }

    private static func verified(
        _ reply: Reply, _ bytes: [UInt8], digest: Digest?, what: String
    ) throws(FetchError) -> FetchedDocument {
        let actual: Digest
        do throws(StoreError) {
            actual = try Digest.of(bytes, algorithm: digest?.algorithm ?? .sha256)
        } catch {
            throw .store(error)
        }
        if let digest, digest != actual { throw .wrongDigest(expected: digest, actual: actual, what: what) }
        return FetchedDocument(bytes: bytes, digest: actual, contentType: reply.head.headers.first("Content-Type"))
    }
}
