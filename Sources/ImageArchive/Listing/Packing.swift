import ImageModel

/// How a file is packed, by the bytes that it begins with.
enum Packing: Hashable {
    /// Not known to be packed.
    case none
    /// gzip: RFC 1952.
    case gzip
    /// Zstandard: RFC 8878, a frame or a skippable frame.
    case zstd

    /// How many bytes ``init(beginning:)`` looks at.
    static let length = 4

    /// What a file that begins with `bytes` is packed in.
    init(beginning bytes: [UInt8]) {
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
