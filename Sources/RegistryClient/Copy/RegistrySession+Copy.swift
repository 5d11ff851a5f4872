import ImageModel
import ImageStore
import RegistryProtocol

extension RegistrySession {
    /// Writes a blob that one of `sources` has, unless it is there: it is uploaded while it is downloaded, and touches no disk.
    ///
    /// A cut on either side resumes. The blob gets its name only when its digest has been found right. `report` hears, from
    /// any thread, how many of its bytes have been handed over so far; where that goes back, something is sent again.
    @discardableResult
    package func copy(
        blob: Descriptor, from sources: [RegistrySession], mountingFrom repository: String? = nil,
        report: @escaping @Sendable (Int64) -> Void = { _ in }
    ) async throws(PushError) -> UploadOutcome {
        guard blob.size > BlobUpload.mostWithName else {
            let source = SmallCopySource(blob, from: sources, report: report)
            var push = BlobPush(blob.digest, size: blob.size, to: self, mountingFrom: repository, from: source)
            return try await push.run()
        }
        let source: CopySource
        do throws(StoreError) {
            source = try CopySource(blob, from: sources, report: report)
        } catch {
            throw .store(error)
        }
        var push = BlobPush(blob.digest, size: blob.size, to: self, mountingFrom: repository, from: source)
        do throws(PushError) {
            let outcome = try await push.run()
            await source.end()
            return outcome
        } catch {
            await source.end()
            throw error
        }
    }
}
