#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the `.state` file beside a part says: which of its bytes are on the disk, and where they came from.
///
/// It holds no hash: what it lists is read and hashed again before it counts.
struct IngestState: Hashable, Sendable {
    /// The longest file that is read as a state, in bytes.
    static let limit = 64 << 10

    /// The blob's size.
    var size: Int64
    /// The bytes that a sync has put on the disk.
    var durable: ByteRanges
    /// Where the bytes came from, for people to read.
    var source: String

    /// A state to be written.
    init(size: Int64, durable: ByteRanges, source: String) {
        self.size = size
        self.durable = durable
        self.source = source
    }

    /// Reads what ``encoded()`` wrote; anything else, whatever is wrong with it, is `nil`: the part begins anew.
    init?(parsing bytes: [UInt8]) {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)) else { return nil }
        guard document.format == 1, document.size >= 0 else { return nil }
        for pair in document.ranges {
            guard pair.count == 2, 0 <= pair[0], pair[0] < pair[1], pair[1] <= document.size else { return nil }
        }
        size = document.size
        durable = ByteRanges(document.ranges.map { $0[0]..<$0[1] })
        source = document.source
    }

    /// The file's bytes.
    func encoded() -> [UInt8] {
        let ranges = durable.ranges.map { [$0.lowerBound, $0.upperBound] }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let document = Document(format: 1, size: size, ranges: ranges, source: source)
        // Whole numbers and texts can always be encoded; were it otherwise, an empty state lists nothing.
        return (try? encoder.encode(document)).map { [UInt8]($0) } ?? []
    }

    private struct Document: Codable {
        var format: Int
        var size: Int64
        var ranges: [[Int64]]
        var source: String
    }
}
