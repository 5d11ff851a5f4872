import Transport

/// Gives a stretch of an open file to a request.
final class FileBody: UploadBody {
    let length: Int64
    private let file: OpenSpan
    private let start: Int64
    private var given: Int64 = 0
    private let report: @Sendable (Int64) -> Void

    /// The bytes `range` of the span; `report` hears how far of the blob they have been given.
    init(_ file: OpenSpan, range: Range<Int64>, report: @escaping @Sendable (Int64) -> Void) {
        self.file = file
        start = range.lowerBound
        length = Int64(range.count)
        self.report = report
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> UploadRead {
        let count = file.read(into: buffer, at: start + given)
        guard count > 0 else { return .refuse }
        given += Int64(count)
        report(start + given)
        return .bytes(count)
    }
}
