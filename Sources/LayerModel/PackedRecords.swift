import BinaryModel

/// Records of bytes, in chunks: adding one copies none of the others.
///
/// A record lies in one chunk, and its position names the chunk and the offset in it.
struct PackedRecords: Sendable {
    /// The longest record, in bytes.
    static let longestRecord = 1 << shift
    private static let shift = 16

    private var chunks: [[UInt8]] = []

    /// The number of bytes that are taken.
    var byteCount: Int { chunks.count << Self.shift }

    /// Whether there is a record at a position or behind it.
    func hasRecord(at position: Int) -> Bool {
        position < chunks.count << Self.shift
    }

    /// Adds a record, and answers its position.
    @discardableResult
    mutating func append(_ record: [UInt8]) -> Int {
        if chunks.last.map({ $0.count + record.count <= Self.longestRecord }) != true {
            var chunk: [UInt8] = []
            chunk.reserveCapacity(Self.longestRecord)
            chunks.append(chunk)
        }
        let last = chunks.count - 1
        let position = last << Self.shift + chunks[last].count
        chunks[last].append(contentsOf: record)
        return position
    }

    /// Reads a part of a record, and moves `position` behind it.
    func read<Value>(
        at position: inout Int, _ body: (_ chunk: UnsafeBufferPointer<UInt8>, _ offset: inout Int) -> Value
    ) -> Value {
        let index = position >> Self.shift
        var offset = position & (Self.longestRecord - 1)
        let value = chunks[index].withUnsafeBufferPointer { body($0, &offset) }
        position = index << Self.shift + offset
        // The next record begins in the next chunk.
        if offset == chunks[index].count { position = (index + 1) << Self.shift }
        return value
    }
}

extension [UInt8] {
    /// Adds a number in base 128, least significant digits first; the last digit lacks the highest bit.
    mutating func appendNumber(_ number: Int) {
        var rest = UInt(bitPattern: number)
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    /// Adds a count of bytes, and then these bytes.
    mutating func appendText(_ text: ArraySlice<UInt8>) {
        appendNumber(text.count)
        self += text
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Reads a number that ``Swift/Array/appendNumber(_:)`` wrote.
    func number(at offset: inout Int) -> Int {
        var number: UInt = 0
        var shift: UInt = 0
        while true {
            let byte = self[offset]
            offset += 1
            number |= UInt(byte & 0x7F) << shift
            guard byte & 0x80 != 0 else { return Int(bitPattern: number) }
            shift += 7
        }
    }

    /// Reads a count of bytes, and then these bytes.
    func text(at offset: inout Int) -> Slice<UnsafeBufferPointer<UInt8>> {
        let count = number(at: &offset)
        offset += count
        return self[offset - count..<offset]
    }
}

/// What files are, by codes: most files are text or data, and need no more than their code.
struct BinaryCodes: Sendable {
    /// The code of a file that was not read.
    static let unread = 0

    private static let others = OtherContent.allCases
    private static let firstListed = 1 + others.count
    private static let otherCodes = Dictionary(uniqueKeysWithValues: zip(others, 1...))

    private var listed: [Binary.Content] = []

    /// The number of bytes that are taken, roughly.
    var byteCount: Int { listed.count * Self.listedSize }

    /// The number of bytes that a file's code adds, roughly.
    static func cost(of binary: Binary?) -> Int {
        switch binary?.content {
        case nil, .other: 0
        default: listedSize
        }
    }

    /// The size in memory of what is known of one program, with what lies outside of the list.
    private static let listedSize = MemoryLayout<Binary.Content>.stride + 64

    /// The code for a file; adds what is known of it, if the code alone does not tell.
    mutating func code(for binary: Binary?) -> Int {
        guard let content = binary?.content else { return Self.unread }
        if case .other(let kind) = content { return Self.otherCodes[kind] ?? Self.unread }
        listed.append(content)
        return Self.firstListed + listed.count - 1
    }

    /// What a file of a code and size is; `nil` if it was not read.
    func binary(_ code: Int, size: UInt64) -> Binary? {
        guard code != Self.unread else { return nil }
        let content = code < Self.firstListed ? .other(Self.others[code - 1]) : listed[code - Self.firstListed]
        return Binary(size: size, content: content)
    }
}
