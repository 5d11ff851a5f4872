import BinaryModel

/// Reads what the files of a layer are by their first bytes, and of programs by further parts, while they pass.
///
/// What is kept of a file is its first bytes and, if it is read to its end, its last ones.
final class ContentReader {
    private let names: BinaryNames
    private let depth: BinaryReader.Depth
    private let tail = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(BinaryReader.tailLength), alignment: 16)

    /// A reader that looks at programs this deeply.
    init(depth: BinaryReader.Depth, names: BinaryNames) {
        self.names = names
        self.depth = depth
    }

    deinit { tail.deallocate() }

    /// What the member of this size is that `tar` is at.
    func binary(size: UInt64, in tar: borrowing TarReader) throws(LayerError) -> Binary {
        var file = PassingFile(size: size, tail: tail)
        var reader = BinaryReader(size: size, depth: depth, names: names)
        var action = reader.start()
        while true {
            switch action {
            case .done(let binary): return binary
            case .read(let range):
                let bytes = try file.bytes(range, in: tar)
                action = reader.handle(bytes.map { .bytes($0, at: range.lowerBound) } ?? .unavailable)
            }
        }
    }
}

/// The content of one member while it passes.
private struct PassingFile {
    private let size: UInt64
    /// The memory for the last bytes of the file, from ``tailStart`` to the current piece.
    private let tail: UnsafeMutableRawBufferPointer
    private let tailStart: UInt64
    private var usesTail = false
    private var head: [UInt8] = []
    /// The piece that the archive is at; its bytes are valid until the next piece is read.
    private var piece = TarReader.Piece(bytes: UnsafeRawBufferPointer(start: nil, count: 0), offset: 0)
    private var isAtEnd = false

    init(size: UInt64, tail: UnsafeMutableRawBufferPointer) {
        self.size = size
        self.tail = tail
        tailStart = size - min(size, UInt64(tail.count))
    }

    /// All bytes before this offset have passed, or are in ``piece``.
    private var position: UInt64 { isAtEnd ? size : min(size, piece.offset + UInt64(piece.bytes.count)) }

    /// The bytes of a part; `nil` if they have passed and were not kept.
    mutating func bytes(_ range: Range<UInt64>, in tar: borrowing TarReader) throws(LayerError) -> [UInt8]? {
        if range.upperBound <= UInt64(head.count) {
            return Array(head[Int(range.lowerBound)..<Int(range.upperBound)])
        }
        // Without a gap between the head and the piece, nothing is lost yet.
        let earliest = UInt64(head.count) >= piece.offset ? 0 : min(piece.offset, tailStart)
        guard range.lowerBound >= earliest else { return nil }
        // Holes are zeros.
        var bytes = [UInt8](repeating: 0, count: Int(range.upperBound - range.lowerBound))
        if usesTail { bytes.copy(UnsafeRawBufferPointer(tail), from: tailStart, to: range.lowerBound) }
        head.withUnsafeBytes { bytes.copy($0, from: 0, to: range.lowerBound) }
        bytes.copy(piece.bytes, from: piece.offset, to: range.lowerBound)
        while position < range.upperBound {
            try advance(tar)
            bytes.copy(piece.bytes, from: piece.offset, to: range.lowerBound)
        }
        if range.lowerBound == 0 { head = bytes }
        return bytes
    }

    /// Goes to the next piece, and keeps what the tail needs of the one before.
    private mutating func advance(_ tar: borrowing TarReader) throws(LayerError) {
        if !piece.bytes.isEmpty {
            if !usesTail { tail.initializeMemory(as: UInt8.self, repeating: 0) }
            usesTail = true
            tail.copy(piece.bytes, from: piece.offset, to: tailStart)
        }
        if let next = try tar.nextPiece() {
            piece = next
        } else {
            // What follows the last piece is a hole.
            piece = TarReader.Piece(bytes: UnsafeRawBufferPointer(start: nil, count: 0), offset: size)
            isAtEnd = true
        }
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Copies those bytes that both have: `source` begins at offset `from` of a file, and this buffer at offset `to`.
    fileprivate func copy(_ source: UnsafeRawBufferPointer, from: UInt64, to: UInt64) {
        let start = Swift.max(from, to)
        let end = Swift.min(from + UInt64(source.count), to + UInt64(count))
        guard start < end else { return }
        let part = source[Int(start - from)..<Int(end - from)]
        UnsafeMutableRawBufferPointer(rebasing: self[Int(start - to)...])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: part))
    }
}

extension [UInt8] {
    /// Copies those bytes that both have, as above.
    fileprivate mutating func copy(_ source: UnsafeRawBufferPointer, from: UInt64, to: UInt64) {
        withUnsafeMutableBytes { $0.copy(source, from: from, to: to) }
    }
}
