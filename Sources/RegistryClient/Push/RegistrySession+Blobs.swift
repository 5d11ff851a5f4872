import ImageModel
import RegistryProtocol
import Transport

extension RegistrySession {
    /// Whether the repository has that blob, of that size where the registry tells it.
    package func has(blob digest: Digest, size: Int64) async throws(PushError) -> Bool {
        let what = "blob \(digest)"
        let reply = try await answer(RegistryAsk(.head, .blob(digest)), what: what, digest)
        if reply.head.status == 200 { return reply.head.contentLength.map { $0 == size } ?? true }
        // Who does not know HEAD gets the blob once more: it is stored under its digest all the same.
        if let status = reply.errorStatus, status.subject == .credentials {
            throw .session(.transfer(.status(status)), what: what)
        }
        return false
    }

    /// Lets the registry take a blob over from another of its repositories; `false` where it does not.
    ///
    /// An upload that it opens instead is given up again.
    package func mount(blob digest: Digest, from repository: String) async throws(PushError) -> Bool {
        let reply: RegistryReply<CollectedBody>
        do throws(PushError) {
            reply = try await answer(
                RegistryAsk(.post, .mount(digest, from: repository)), what: "blob \(digest)", digest)
        } catch {
            // Who may not read there is not let in here: the blob can be sent all the same.
            guard error.subject == .credentials else { throw error }
            return false
        }
        if reply.head.status == 201 {
            guard let named = StoredDigest.named(by: reply.head), named != digest else { return true }
            throw .upload(.otherDigest(named: named, expected: digest), digest)
        }
        guard reply.head.status == 202 else { return false }
        let place = UploadPlace(registry: source.base, permitsLeavingTLS: settings.permitsInsecure)
        if let location = try? place.location(reply.head, from: reply.address) {
            _ = try? await send(RegistryAsk(.delete, .location(location)), into: { BodyCollector(limit: 0) })
        }
        return false
    }

    private func answer(
        _ ask: RegistryAsk, what: String, _ digest: Digest
    ) async throws(PushError) -> RegistryReply<CollectedBody> {
        do throws(SessionError) {
            return try await retrying(ask, what: what, digest: digest)
        } catch {
            throw .session(error, what: what)
        }
    }
}
