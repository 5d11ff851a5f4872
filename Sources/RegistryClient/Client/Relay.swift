import ErrorMapping
import ImageModel
import ImageStore
import RegistryProtocol

extension RegistrySession {
    /// Writes a blob from one of `sources` unless it is already present: it is uploaded while it is downloaded, without
    /// touching the disk.
    ///
    /// A cut on either side resumes. The registry names the blob only after its digest was checked. `report` receives, on any
    /// thread, the number of bytes sent so far; the number decreases if bytes are sent again. `refused` receives each repository that
    /// the blob could not be mounted from.
    @discardableResult
    package func relay(
        blob: Descriptor, from sources: [RegistrySession], by plan: UploadPlan = UploadPlan(),
        report: @escaping @Sendable (Int64) -> Void = { _ in }, refused: @Sendable (String) -> Void = { _ in }
    ) async throws(RegistryError) -> UploadOutcome {
        guard blob.size > BlobUpload.mostBytesWithName else {
            let source = SmallRelaySource(blob, from: sources, report: report)
            var push = BlobPush(blob.digest, size: blob.size, to: self, by: plan, from: source)
            defer { push.refusedMounts.forEach(refused) }
            return try await push.run()
        }
        let source = try mapError(
            { error(.blob(blob.digest), .store($0)) }, try RelaySource(blob, from: sources, report: report))
        var push = BlobPush(blob.digest, size: blob.size, to: self, by: plan, from: source)
        defer { push.refusedMounts.forEach(refused) }
        do throws(RegistryError) {
            let outcome = try await push.run()
            await source.end()
            return outcome
        } catch {
            await source.end()
            throw error
        }
    }
}
