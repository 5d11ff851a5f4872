import ErrorMapping
import ImageModel
import ImageStore
import RegistryProtocol
import Synchronization
import Transport

extension RegistrySession {
    /// Uploads a blob from a file unless it is already present; after a cut it resumes where the registry says.
    ///
    /// The file's digest is checked before its first byte is sent. `report` receives, on any thread, the number of bytes sent so
    /// far, and `refused` each repository that the blob could not be mounted from.
    @discardableResult
    package func upload(
        blob digest: Digest, _ span: FileSpan, by plan: UploadPlan = UploadPlan(),
        report: @escaping @Sendable (Int64) -> Void = { _ in }, refused: @Sendable (String) -> Void = { _ in }
    ) async throws(RegistryError) -> UploadOutcome {
        let source = FileSource(digest, span, report: report)
        var push = BlobPush(digest, size: span.size, to: self, by: plan, from: source)
        defer { push.refusedMounts.forEach(refused) }
        return try await push.run()
    }

    /// Looks a blob up and mounts it, as the plan says; its bytes are never sent.
    package func find(
        _ blob: Descriptor, by plan: UploadPlan, refused: @Sendable (String) -> Void = { _ in }
    ) async throws(RegistryError) -> UploadOutcome {
        let plan = UploadPlan(sources: plan.sources, remembered: plan.remembered, extent: .lookUp)
        var push = BlobPush(blob.digest, size: blob.size, to: self, by: plan, from: NoSource(blob: blob))
        defer { push.refusedMounts.forEach(refused) }
        return try await push.run()
    }

    /// Whether the repository has that blob, with that size if the registry names one.
    package func has(blob digest: Digest, size: Int64) async throws(RegistryError) -> Bool {
        let response = try await write(RegistryRequest(.head, .blob(digest)), digest)
        if response.head.status == 200 { return response.head.contentLength.map { $0 == size } ?? true }
        // A registry without support for HEAD receives the blob again, which does no harm.
        if let status = response.errorStatus, status.subject == .credentials {
            throw error(.blob(digest), .transfer(.status(status)))
        }
        return false
    }
}

/// Stands for the bytes of a blob that is only looked up.
private struct NoSource: UploadSource {
    let blob: Descriptor

    func send<Value: Sendable>(
        _ bytes: Range<Int64>,
        by request: @Sendable (@escaping @Sendable () -> any UploadBody) async throws(RegistryError) -> Value
    ) async throws(RegistryError) -> Result<Value, RegistryError> {
        throw RegistryError(.blob(blob.digest), .transfer(.notStarted("a blob that is not to be sent")))
    }

    func verify() async throws(RegistryError) {}
}

/// A blob in a file, whose digest is checked before its first byte is sent.
private actor FileSource: UploadSource {
    private let digest: Digest
    private let span: FileSpan
    private let report: @Sendable (Int64) -> Void
    private var checked: OpenSpan?

    /// Opens no file yet; `report` receives the number of bytes sent.
    init(_ digest: Digest, _ span: FileSpan, report: @escaping @Sendable (Int64) -> Void) {
        self.digest = digest
        self.span = span
        self.report = report
    }

    func send<Value: Sendable>(
        _ bytes: Range<Int64>,
        by request: @Sendable (@escaping @Sendable () -> any UploadBody) async throws(RegistryError) -> Value
    ) async throws(RegistryError) -> Result<Value, RegistryError> {
        let file = try await opened()
        let result = await outcome { () async throws(RegistryError) in
            try await request { [report] in FileBody(file, range: bytes, report: report) }
        }
        if let error = file.error { throw RegistryError(.blob(digest), .store(error)) }
        return result
    }

    func verify() async throws(RegistryError) { _ = try await opened() }

    private func opened() async throws(RegistryError) -> OpenSpan {
        if let checked { return checked }
        let file = try mapError(storeError, try OpenSpan(span))
        let actual = try await mapError(storeError, awaiting: try await span.digest(digest.algorithm))
        guard actual == digest else {
            throw RegistryError(.blob(digest), .transfer(.mismatch(expected: digest, actual: actual)))
        }
        checked = file
        return file
    }

    private nonisolated func storeError(_ error: StoreError) -> RegistryError {
        RegistryError(.blob(digest), .store(error))
    }
}

/// Provides a range of an open file as the body of a request.
private final class FileBody: UploadBody {
    let length: Int64
    private let file: OpenSpan
    private let start: Int64
    private var sent: Int64 = 0
    private let report: @Sendable (Int64) -> Void

    /// The bytes `range` of the span; `report` receives the offset in the blob that was reached.
    init(_ file: OpenSpan, range: Range<Int64>, report: @escaping @Sendable (Int64) -> Void) {
        self.file = file
        start = range.lowerBound
        length = Int64(range.count)
        self.report = report
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> UploadRead {
        let count = file.read(into: buffer, at: start + sent)
        guard count > 0 else { return .refuse }
        sent += Int64(count)
        report(start + sent)
        return .bytes(count)
    }
}

/// A file span that is open for the requests of one upload, and the error that ended reading it.
///
/// A lock guards the error, because the loop's queue reads the file and the upload's task takes the error.
private final class OpenSpan: Sendable {
    private let file: SpanFile
    private let failure = Mutex<StoreError?>(nil)

    /// Opens the file.
    init(_ span: FileSpan) throws(StoreError) {
        file = try SpanFile(span)
    }

    /// The error that ended reading.
    var error: StoreError? { failure.withLock { $0 } }

    /// Reads from `offset` of the span; 0 after an error.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) -> Int {
        do throws(StoreError) {
            return try file.read(into: buffer, at: offset)
        } catch {
            failure.withLock { $0 = error }
            return 0
        }
    }
}
