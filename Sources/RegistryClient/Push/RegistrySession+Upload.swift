import ImageModel
import ImageStore
import RegistryProtocol

extension RegistrySession {
    /// Writes a blob that lies in a file, unless it is there; after a cut it goes on where the registry says.
    ///
    /// `report` hears, from any thread, how many of its bytes have been handed over so far. The registry checks the digest.
    @discardableResult
    package func upload(
        blob digest: Digest, _ span: FileSpan, mountingFrom repository: String? = nil,
        report: @escaping @Sendable (Int64) -> Void = { _ in }
    ) async throws(PushError) -> UploadOutcome {
        let source: FileSource
        do throws(StoreError) {
            source = try FileSource(span, report: report)
        } catch {
            throw .store(error)
        }
        var push = BlobPush(digest, size: span.size, to: self, mountingFrom: repository, from: source)
        return try await push.run()
    }
}
