import Transport

/// Gives a stretch of a blob that is being downloaded to a request.
final class CopyBody: UploadBody {
    let length: Int64
    private let buffer: CopyBuffer
    private var position: Int64
    private var valve: TransferValve?
    private let end: Int64
    private let report: @Sendable (Int64) -> Void

    /// The bytes `range`; what another request has got already is not given again, and then there is no body.
    init(_ buffer: CopyBuffer, range: Range<Int64>, report: @escaping @Sendable (Int64) -> Void) {
        self.buffer = buffer
        self.report = report
        position = range.lowerBound
        end = range.upperBound
        length = Int64(range.count)
    }

    func begin(valve: TransferValve) {
        self.valve = valve
    }

    func read(into room: UnsafeMutableRawBufferPointer) -> UploadRead {
        let wanted = Int(min(Int64(room.count), end - position))
        let answer = buffer.read(at: position, into: .init(rebasing: room[..<wanted]), else: valve)
        if case .bytes(let count) = answer {
            position += Int64(count)
            report(position)
        }
        return answer
    }
}
