/// The parts of a file that have been read, and those that cannot be.
struct FileBytes: Sendable {
    /// The size of the whole file, in bytes.
    let size: UInt64
    private var windows: [(offset: UInt64, bytes: [UInt8])] = []
    private var refused: [Range<UInt64>] = []

    /// A file of which nothing has been read.
    init(size: UInt64) {
        self.size = size
    }

    /// The first bytes, as far as they have been read.
    var head: [UInt8] { windows.first { $0.offset == 0 }?.bytes ?? [] }

    /// Adds a part of the file; what lies beyond its end is left out.
    mutating func add(_ bytes: [UInt8], at offset: UInt64) {
        guard offset <= size else { return }
        windows.append((offset, Array(bytes.prefix(Int(clamping: size - offset)))))
    }

    /// Records that a part cannot be read.
    mutating func refuse(_ range: Range<UInt64>) {
        refused.append(range)
    }

    /// Whether a part overlaps one that cannot be read.
    func isRefused(_ range: Range<UInt64>) -> Bool {
        refused.contains { $0.overlaps(range) }
    }

    /// The bytes of a part.
    func slice(_ offset: UInt64, _ count: UInt64) throws(Doubt) -> ArraySlice<UInt8> {
        let (end, overflows) = offset.addingReportingOverflow(count)
        guard !overflows, end <= size else { throw .beyondEnd(offset: offset, count: count, size: size) }
        guard count > 0 else { return [] }
        for window in windows where window.offset <= offset && end - window.offset <= UInt64(window.bytes.count) {
            let start = Int(offset - window.offset)
            return window.bytes[start..<start + Int(count)]
        }
        throw .notRead(offset..<end)
    }
}

/// Numbers at positions in bytes, in the byte order of a file.
struct ByteCursor: Sendable {
    /// The bytes, counted from 0.
    let bytes: [UInt8]
    /// Whether the least significant byte comes first.
    let isLittleEndian: Bool
    /// The offset of the first byte in the file.
    let offset: UInt64

    /// Takes a part of a file.
    init(_ file: FileBytes, at offset: UInt64, count: UInt64, isLittleEndian: Bool) throws(Doubt) {
        bytes = Array(try file.slice(offset, count))
        self.isLittleEndian = isLittleEndian
        self.offset = offset
    }

    /// The number of `size` bytes at a position; `nil` beyond the end.
    func number(at position: Int, size: Int) -> UInt64? {
        guard position >= 0, size <= 8, position <= bytes.count - size else { return nil }
        let part = bytes[position..<position + size]
        return (isLittleEndian ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The number at a position that the caller has made sure of; 0 beyond the end.
    func field(_ position: Int, _ size: Int) -> UInt64 {
        number(at: position, size: size) ?? 0
    }

    /// The text from a position to the next zero byte; `nil` if there is no zero byte.
    func text(at position: Int) -> (text: String, length: Int)? {
        guard position >= 0, position < bytes.count, let end = bytes[position...].firstIndex(of: 0) else { return nil }
        return (String(decoding: bytes[position..<end], as: UTF8.self), end - position)
    }

    /// Reads a little-endian base-128 number and moves `position` behind it; `nil` if it is cut or has over 63 bits.
    func variableNumber(at position: inout Int) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 56, by: 7) {
            guard position >= 0, position < bytes.count else { return nil }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}
