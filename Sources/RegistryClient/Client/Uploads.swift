import ErrorMapping
import ImageModel
import ImageStore
import RegistryProtocol
import Synchronization
import Transport

extension RegistrySession {
    /// Uploads a blob from a file unless it is already present; after a cut it resumes where the registry says.
    ///
    /// `report` receives, on any thread, the number of bytes sent so far. The registry checks the digest.
    @discardableResult
    package func upload(
        blob digest: Digest, _ span: FileSpan, mountingFrom repository: String? = nil,
        report: @escaping @Sendable (Int64) -> Void = { _ in }
    ) async throws(RegistryError) -> UploadOutcome {
        let source = try mapError({ error(.blob(digest), .store($0)) }, try FileSource(digest, span, report: report))
        var push = BlobPush(digest, size: span.size, to: self, mountingFrom: repository, from: source)
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

    /// Mounts a blob from another repository of the registry; `false` if the registry does not do it.
    ///
    /// An upload that the registry opens instead is cancelled.
    package func mount(blob digest: Digest, from repository: String) async throws(RegistryError) -> Bool {
        let response: Response
        do throws(RegistryError) {
            response = try await write(RegistryRequest(.post, .mount(digest, from: repository)), digest)
        } catch {
            // Without access to the other repository the blob can still be sent.
            guard error.subject == .credentials else { throw error }
            return false
        }
        if response.head.status == 201 {
            guard let named = response.head.contentDigest, named != digest else { return true }
            throw error(.blob(digest), .storedOtherDigest(named: named, expected: digest))
        }
        guard response.head.status == 202 else { return false }
        let locations = UploadLocationPolicy(registry: configuration.base, permitsLeavingTLS: settings.permitsInsecure)
        if let location = try? locations.location(response.head, from: response.address) {
            _ = try? await send(RegistryRequest(.delete, .location(location)), into: { BodyCollector(limit: 0) })
        }
        return false
    }
}

/// A blob in a file; the registry checks its digest.
private struct FileSource: UploadSource {
    private let digest: Digest
    private let file: OpenSpan
    private let report: @Sendable (Int64) -> Void

    /// Opens the file; `report` receives the number of bytes sent.
    init(_ digest: Digest, _ span: FileSpan, report: @escaping @Sendable (Int64) -> Void) throws(StoreError) {
        file = try OpenSpan(span)
        self.digest = digest
        self.report = report
    }

    func send<Value: Sendable>(
        _ bytes: Range<Int64>,
        by request: @Sendable (@escaping @Sendable () -> any UploadBody) async throws(RegistryError) -> Value
    ) async throws(RegistryError) -> Result<Value, RegistryError> {
        let result = await outcome { () async throws(RegistryError) in
            try await request { [file, report] in FileBody(file, range: bytes, report: report) }
        }
        if let error = file.error { throw RegistryError(.blob(digest), .store(error)) }
        return result
    }

    func verify() async throws(RegistryError) {}
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
