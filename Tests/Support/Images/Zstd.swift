/// Zstandard frames (RFC 8878) of raw blocks: real ones for every reader, made without a compressor.
enum Zstd {
    /// The largest block of a window of 128 KiB, in bytes.
    private static let blockSize = 128 << 10

    /// `bytes` as one frame.
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        // The magic number, a header without flags, and the window: 2 to the power of 10 + 7.
        var frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0, 7 << 3]
        var start = 0
        repeat {
            let end = min(start + blockSize, bytes.count)
            let header = UInt32(end - start) << 3 | (end == bytes.count ? 1 : 0)
            frame += (0..<3).map { UInt8(truncatingIfNeeded: header >> (8 * $0)) }
            frame += bytes[start..<end]
            start = end
        } while start < bytes.count
        return frame
    }
}
