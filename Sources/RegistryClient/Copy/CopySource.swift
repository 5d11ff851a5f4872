import ImageModel
import ImageStore
import RegistryProtocol

/// A blob that is downloaded while it is uploaded. Its digest is checked before it gets its name.
///
/// Where the upload has to go back, the download begins again where a hash was kept.
actor CopySource: UploadSource {
    private let sessions: [RegistrySession]
    private let blob: Descriptor
    private let buffer: CopyBuffer
    private let hasher: CopyHasher
    private let report: @Sendable (Int64) -> Void
    private var feed: Task<FetchError?, Never>?
    private var isVerified = false

    /// A source that asks one of `sessions` after the other; nothing is asked yet.
    init(
        _ blob: Descriptor, from sessions: [RegistrySession], report: @escaping @Sendable (Int64) -> Void
    ) throws(StoreError) {
        self.blob = blob
        self.sessions = sessions
        self.report = report
        buffer = CopyBuffer(size: blob.size)
        hasher = try CopyHasher(buffer, size: blob.size, algorithm: blob.digest.algorithm)
    }

    func give<Answer: Sendable>(
        _ bytes: Range<Int64>, to send: @Sendable (@escaping BodyMaker) async throws(SessionError) -> Answer
    ) async throws(PushError) -> Result<Answer, SessionError> {
        if feed == nil || buffer.read != bytes.lowerBound || buffer.isBroken { try await restart(at: bytes.lowerBound) }
        let answer: Result<Answer, SessionError>
        do throws(SessionError) {
            answer = .success(
                try await send { [buffer, report] in CopyBody(buffer, range: bytes, report: report) })
        } catch {
            answer = .failure(error)
        }
        if buffer.isBroken, let error = await feed?.value { throw .source(error) }
        return answer
    }

    func verify() async throws(PushError) {
        // A registry that says it has more than it was given is no reason to believe in the rest.
        if feed == nil || buffer.isBroken || buffer.read < blob.size { try await restart(at: blob.size) }
        if let error = await feed?.value { throw .source(error) }
        let actual: Digest?
        do throws(StoreError) {
            actual = try await hasher.finish()
        } catch {
            throw .store(error)
        }
        guard let actual else { return try verifiedBefore() }
        guard actual == blob.digest else {
            throw .wrongDigest(expected: blob.digest, actual: actual, what: "blob \(blob.digest)")
        }
        isVerified = true
    }

    private func verifiedBefore() throws(PushError) {
        guard !isVerified else { return }
        throw .store(.ended(path: "blob \(blob.digest)"))
    }

    /// Ends the download, if it is under way.
    func end() async {
        feed?.cancel()
        _ = await feed?.value
        feed = nil
    }

    private func restart(at offset: Int64) async throws(PushError) {
        await end()
        do throws(StoreError) {
            try await hasher.goBack(to: offset)
        } catch {
            throw .store(error)
        }
        let (sessions, blob, buffer, hasher) = (sessions, blob, buffer, hasher)
        // A task of its own: it outlives the request that it was begun for, and ``end()`` ends it.
        feed = Task {
            do throws(FetchError) {
                try await sessions.inTurn { session throws(FetchError) in
                    try await CopyDownload(session: session, blob: blob, buffer: buffer, hasher: hasher).run()
                }
                return nil
            } catch {
                buffer.breakOff()
                return error
            }
        }
    }
}
