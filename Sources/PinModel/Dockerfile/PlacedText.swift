/// Text whose bytes remember where in the file they are written.
///
/// What comes from a build argument or continues on another line can so be traced to the bytes that state it.
struct PlacedText: Sendable {
    /// A byte and its offset in the file.
    struct Byte: Sendable {
        let value: UInt8
        let offset: Int
    }

    var bytes: [Byte]

    init(_ bytes: [Byte] = []) {
        self.bytes = bytes
    }

    /// A range of a file.
    init(_ range: Range<Int>, of source: SourceText) {
        bytes = range.map { Byte(value: source.bytes[$0], offset: $0) }
    }

    /// The text alone.
    var text: String { String(decoding: bytes.map(\.value), as: UTF8.self) }

    /// Whether the text begins with `prefix`, an ASCII text.
    func hasPrefix(_ prefix: String) -> Bool {
        bytes.lazy.map(\.value).starts(with: prefix.utf8)
    }

    /// The text without its first `count` bytes.
    func dropFirst(_ count: Int) -> PlacedText { PlacedText(Array(bytes.dropFirst(count))) }

    /// The text before and after the first `separator`; the latter is `nil` if there is none.
    func split(at separator: UInt8) -> (PlacedText, PlacedText?) {
        guard let index = bytes.firstIndex(where: { $0.value == separator }) else { return (self, nil) }
        return (PlacedText(Array(bytes[..<index])), PlacedText(Array(bytes[(index + 1)...])))
    }

    /// The bytes of the file that state the last `count` bytes, if they follow one another there.
    func location(ofLast count: Int) -> Range<Int>? {
        let last = bytes.suffix(count)
        guard last.count == count, let first = last.first?.offset,
            zip(last, first...).allSatisfy({ $0.offset == $1 })
        else { return nil }
        return first..<(first + count)
    }
}
