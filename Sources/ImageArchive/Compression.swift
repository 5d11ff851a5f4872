import ImageStore

/// The compression of a file, recognized by its first bytes.
enum Compression: Hashable {
    /// No known compression.
    case none
    /// gzip: RFC 1952.
    case gzip
    /// Zstandard: RFC 8878, a frame or a skippable frame.
    case zstd

    /// The number of bytes that ``init(beginning:)`` needs.
    private static let length = 4

    /// The compression of the bytes of `span`.
    init(of span: FileSpan) throws(StoreError) {
        let beginning = FileSpan(path: span.path, offset: span.offset, size: min(span.size, Int64(Self.length)))
        self.init(beginning: try beginning.bytes(limit: Self.length))
    }

    private init(beginning bytes: [UInt8]) {
        if bytes.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
            || (bytes.first.map { $0 & 0xF0 == 0x50 } ?? false) && bytes.dropFirst().starts(with: [0x2A, 0x4D, 0x18])
        {
            self = .zstd
        } else {
            self = .none
        }
    }
}
