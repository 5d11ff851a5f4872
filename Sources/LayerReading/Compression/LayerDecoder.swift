/// Makes the uncompressed bytes of a layer from those of its blob.
protocol LayerDecoder: AnyObject {
    /// Writes the next bytes, and returns their number, which is 0 at the end only.
    func decode(_ input: CompressedInput, into output: UnsafeMutableRawBufferPointer) throws(LayerError) -> Int
}

/// What a call of a decoding library did.
struct DecodingProgress {
    /// The number of bytes taken from the input.
    let consumed: Int
    /// The number of bytes written to the output.
    let produced: Int
    /// Whether the gzip member or zstd frame has ended, and all its bytes are written.
    let isFinished: Bool
}

/// A library's decoder of one part: a member of gzip, or a frame of zstd.
protocol PartDecoder: AnyObject {
    /// The format.
    static var compression: LayerCompression { get }

    /// Whether a part may begin with this byte.
    static func mayBegin(with byte: UInt8) -> Bool

    /// Goes to the start of another part.
    func reset() throws(LayerError)

    /// Decodes as much as the input, which may be empty, and the output allow; `offset` is that of the input.
    func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, offset: Int64
    ) throws(LayerError) -> DecodingProgress
}

/// Decodes data that consists of one or more parts, one after another, with zeros behind it as padding.
///
/// pigz and estargz write several members, and zstd:chunked several frames.
final class PartsDecoder<Decoder: PartDecoder>: LayerDecoder {
    private let decoder: Decoder
    private var isBetweenParts = false

    /// Starts at the first part.
    init(_ decoder: Decoder) {
        self.decoder = decoder
    }

    func decode(_ input: CompressedInput, into output: UnsafeMutableRawBufferPointer) throws(LayerError) -> Int {
        var count = 0
        while count < output.count {
            let hasInput = try input.fill()
            if isBetweenParts {
                guard hasInput, let byte = try nextAfterPadding(input) else { break }
                guard Decoder.mayBegin(with: byte) else {
                    throw .trailing(Decoder.compression, atByte: input.offset)
                }
                try decoder.reset()
                isBetweenParts = false
            }
            let progress = try decoder.decode(
                input.rest, into: UnsafeMutableRawBufferPointer(rebasing: output[count...]), offset: input.offset)
            input.take(progress.consumed)
            count += progress.produced
            isBetweenParts = progress.isFinished
            if progress.isFinished || progress.produced > 0 { continue }
            guard hasInput else { throw .cut(Decoder.compression, atByte: input.received) }
            guard progress.consumed > 0 else {
                throw .damaged(Decoder.compression, reason: nil, nearByte: input.offset)
            }
        }
        return count
    }

    /// Takes zeros; the first other byte, which is not taken, or `nil` at the end.
    private func nextAfterPadding(_ input: CompressedInput) throws(LayerError) -> UInt8? {
        while try input.fill() {
            let zeros = input.rest.firstIndex { $0 != 0 } ?? input.rest.count
            input.take(zeros)
            if let byte = input.rest.first { return byte }
        }
        return nil
    }
}
