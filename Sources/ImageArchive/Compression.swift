import ImageStore

/// The compression of a file, recognized by its first bytes.
enum Compression: Hashable, CaseIterable {
    /// No known compression.
    case none
    /// gzip: RFC 1952.
    case gzip
    /// bzip2: a stream header and the header of a block, or of the end of an empty stream.
    case bzip2
    /// xz: the stream header of the .xz file format 1.2.
    case xz
    /// Zstandard: RFC 8878, a frame or a skippable frame.
    case zstd

    /// The number of bytes that ``init(beginning:)`` needs.
    private static let length = 10

    /// The compression of the bytes of `span`.
    init(of span: FileSpan) throws(StoreError) {
        let beginning = span.range(0, size: min(span.size, Int64(Self.length)))
        self.init(beginning: try beginning.bytes(limit: Self.length))
    }

    /// The compression of bytes that begin with `bytes`.
    init(beginning bytes: [UInt8]) {
        self = Self.allCases.first { $0.begins(bytes) } ?? .none
    }

    private func begins(_ bytes: [UInt8]) -> Bool {
        switch self {
        case .none: false
        case .gzip: bytes.starts(with: [0x1F, 0x8B])
        case .bzip2:
            // A tar file may begin with a name such as "BZh", so the block is looked at, too.
            bytes.starts(with: Array("BZh".utf8)) && bytes.count == Self.length
                && (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(bytes[3])
                && [[0x31, 0x41, 0x59, 0x26, 0x53, 0x59], [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]]
                    .contains(Array(bytes[4...]))
        case .xz: bytes.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0])
        case .zstd:
            bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
                || (bytes.first.map { $0 & 0xF0 == 0x50 } ?? false)
                    && bytes.dropFirst().starts(with: [0x2A, 0x4D, 0x18])
        }
    }
}
