import Transport

/// Gives bytes from memory to a request.
final class BytesBody: UploadBody {
    let length: Int64
    private var rest: ArraySlice<UInt8>

    /// The bytes `range` of `bytes`.
    init(_ bytes: [UInt8], range: Range<Int64>) {
        rest = bytes[Int(range.lowerBound)..<Int(range.upperBound)]
        length = Int64(range.count)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> UploadRead {
        let piece = rest.prefix(buffer.count)
        guard !piece.isEmpty else { return .refuse }
        buffer.copyBytes(from: piece)
        rest = rest.dropFirst(piece.count)
        return .bytes(piece.count)
    }
}
