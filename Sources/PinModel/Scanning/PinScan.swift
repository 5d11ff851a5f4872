import ImageModel

/// A reference with a digest in a file, which fixes what is pulled.
package struct Pin: Hashable, Sendable {
    /// The image, always with a digest.
    package let reference: Reference
    /// The digest in ``reference``.
    package let digest: Digest
    /// The line on which the digest is written, from 1.
    package let line: Int
    /// Where the digest is written; `nil` if it is not written in one piece, as over two lines.
    package let location: DigestLocation?

    /// The pin of a reference; `nil` if it has no digest.
    init?(_ reference: Reference, line: Int, location: DigestLocation?) {
        guard let digest = reference.digest else { return nil }
        self.reference = reference
        self.digest = digest
        self.line = line
        self.location = location
    }
}

/// The bytes of a file that state a digest.
package struct DigestLocation: Hashable, Sendable {
    /// How a file writes a digest.
    package enum Form: Hashable, Sendable {
        /// `sha256:…`.
        case full
        /// The hexadecimal digits alone, as in the `sha` of some Helm charts.
        case digits
    }

    /// The offsets of the bytes in the file.
    package let range: Range<Int>
    /// How the digest is written.
    package let form: Form

    /// `digest` in this form; `nil` if the digits alone would not say which algorithm they belong to.
    func text(of digest: Digest) -> String? {
        switch form {
        case .full: digest.description
        case .digits: digest.algorithm == .sha256 ? digest.hex : nil
        }
    }
}

/// A text in a file that names an image in a way that cannot be looked up.
package struct UncheckedImage: Hashable, Sendable {
    /// The line, from 1.
    package let line: Int
    /// The text, as in the file.
    package let text: String
    /// Why it is not looked up.
    package let reason: String
}

/// Why a file cannot be read as what it is.
package struct PinFileFlaw: Hashable, Sendable {
    /// The line, from 1; 0 for the file as a whole.
    package let line: Int
    /// What is wrong, as a sentence.
    package let sentence: String

    package init(line: Int, sentence: String) {
        self.line = line
        self.sentence = sentence
    }
}

/// The images that a file names.
package struct PinScan: Hashable, Sendable {
    /// The references with a digest, in file order; each place once.
    package private(set) var pins: [Pin] = []
    /// The number of references without a digest.
    package private(set) var unpinned = 0
    /// What looks like a pin, but has a name that only a build or a template knows.
    package private(set) var unchecked: [UncheckedImage] = []
    /// Why the file could not be read to its end.
    package var flaw: PinFileFlaw?
    private var seen: Set<Pin> = []
    private var seenUnchecked: Set<UncheckedImage> = []

    package init() {}

    /// Adds a pin, unless it was found before.
    mutating func add(_ pin: Pin) {
        if seen.insert(pin).inserted { pins.append(pin) }
    }

    /// Counts a reference without a digest.
    mutating func countUnpinned() { unpinned += 1 }

    /// Adds a text that cannot be looked up.
    mutating func add(_ image: UncheckedImage) {
        if seenUnchecked.insert(image).inserted { unchecked.append(image) }
    }

    /// Sorts by line what nested structures gave in another order.
    mutating func sort() {
        pins.sort { ($0.line, $0.location?.range.lowerBound ?? 0) < ($1.line, $1.location?.range.lowerBound ?? 0) }
        unchecked.sort { $0.line < $1.line }
    }
}

/// The bytes of a file with its lines.
struct SourceText: Sendable {
    /// All bytes of the file.
    let bytes: [UInt8]
    /// The offset of each line's first byte.
    private let lineStarts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
        lineStarts = starts
    }

    /// The offset of the first byte after a byte order mark.
    var start: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// The number of lines.
    var lineCount: Int { lineStarts.count }

    /// The bytes of a line, counted from 0, without its end.
    func line(_ number: Int) -> Range<Int> {
        let first = number == 0 ? start : lineStarts[number]
        var end = number + 1 < lineStarts.count ? lineStarts[number + 1] - 1 : bytes.count
        if end > first, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return first..<max(first, end)
    }

    /// The line of the byte at `offset`, from 1.
    func lineNumber(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The text of some bytes.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
