import ImageModel
import ImageStore
import RegistryProtocol

/// A blob that lies in a file. The registry checks its digest.
struct FileSource: UploadSource {
    private let file: OpenSpan
    private let report: @Sendable (Int64) -> Void

    /// Opens the file; `report` hears how many of the bytes have been given.
    init(_ span: FileSpan, report: @escaping @Sendable (Int64) -> Void) throws(StoreError) {
        file = try OpenSpan(span)
        self.report = report
    }

    func give<Answer: Sendable>(
        _ bytes: Range<Int64>, to send: @Sendable (@escaping BodyMaker) async throws(SessionError) -> Answer
    ) async throws(PushError) -> Result<Answer, SessionError> {
        let answer: Result<Answer, SessionError>
        do throws(SessionError) {
            answer = .success(try await send { [file, report] in FileBody(file, range: bytes, report: report) })
        } catch {
            answer = .failure(error)
        }
        if let error = file.error { throw .store(error) }
        return answer
    }

    func verify() async throws(PushError) {}
}
