import ImageModel
import RegistryProtocol

/// A small blob, downloaded and checked as a whole when the first of its bytes are wanted.
actor SmallCopySource: UploadSource {
    private let sessions: [RegistrySession]
    private let blob: Descriptor
    private let report: @Sendable (Int64) -> Void
    private var bytes: [UInt8]?

    /// A source that asks one of `sessions` after the other; nothing is asked yet.
    init(_ blob: Descriptor, from sessions: [RegistrySession], report: @escaping @Sendable (Int64) -> Void) {
        self.blob = blob
        self.sessions = sessions
        self.report = report
    }

    func give<Answer: Sendable>(
        _ range: Range<Int64>, to send: @Sendable (@escaping BodyMaker) async throws(SessionError) -> Answer
    ) async throws(PushError) -> Result<Answer, SessionError> {
        let bytes = try await fetched()
        guard Int(range.upperBound) <= bytes.count else {
            throw .source(.wrongSize(expected: blob.size, actual: Int64(bytes.count), what: "blob \(blob.digest)"))
        }
        do throws(SessionError) {
            let answer = try await send { BytesBody(bytes, range: range) }
            report(range.upperBound)
            return .success(answer)
        } catch {
            return .failure(error)
        }
    }

    func verify() async throws(PushError) {}

    private func fetched() async throws(PushError) -> [UInt8] {
        if let bytes { return bytes }
        do throws(FetchError) {
            let blob = blob
            let fetched = try await sessions.inTurn { session throws(FetchError) in try await session.smallBlob(blob) }
            bytes = fetched
            return fetched
        } catch {
            throw .source(error)
        }
    }
}
