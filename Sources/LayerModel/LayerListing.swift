import BinaryModel

/// The entries of one layer, in their order, packed into few bytes.
///
/// An entry takes about 10 bytes and the part of its path that differs from the path before it, so that a layer of a
/// million files fits into memory. A ``FileTree`` is built from listings.
package struct LayerListing: Sendable {
    /// The longest path and link target that are taken in, in bytes: Linux' PATH_MAX.
    package static let longestPath = 4096

    /// The number of entries.
    package private(set) var count = 0
    /// The number of entries that were left out because no program can open them: their path or target is longer than
    /// ``longestPath``.
    package private(set) var omittedCount = 0
    private let bounds: LayerBounds
    private var records = PackedRecords()
    private var binaries = BinaryCodes()
    private var lastPath: [UInt8] = []

    /// A listing without entries.
    package init(within bounds: LayerBounds = LayerBounds(bytes: 8 << 20)) {
        self.bounds = bounds
    }

    /// The number of bytes that the listing takes, roughly.
    package var byteCount: Int { records.byteCount + binaries.byteCount }

    /// Whether an entry with this path, or with this target of a link, is left out.
    package static func omits(_ path: [UInt8], target: [UInt8]?) -> Bool {
        path.count > longestPath || (target?.count ?? 0) > longestPath
    }

    /// Adds an entry behind the others.
    ///
    /// - Throws: ``FileTreeError`` if the listing would exceed its bounds; it then stays as it was.
    package mutating func append(_ entry: LayerEntry) throws(FileTreeError) {
        guard !Self.omits(entry.path, target: entry.kind.target) else {
            omittedCount += 1
            return
        }
        guard count < bounds.entries else { throw .tooManyEntries(limit: bounds.entries) }
        guard byteCount + BinaryCodes.cost(of: entry.kind.binary) <= bounds.bytes else {
            throw .tooLarge(limit: bounds.bytes)
        }
        var shared = 0
        while shared < lastPath.count, shared < entry.path.count, lastPath[shared] == entry.path[shared] { shared += 1 }
        var record = [entry.kind.code, UInt8(truncatingIfNeeded: entry.mode), UInt8(entry.mode >> 8)]
        record.appendNumber(shared)
        record.appendText(entry.path[shared...])
        if case .file(let binary) = entry.kind {
            record.appendNumber(Int(clamping: entry.size))
            record.appendNumber(binaries.code(for: binary))
        }
        if let target = entry.kind.target { record.appendText(target[...]) }
        records.append(record)
        count += 1
        lastPath = entry.path
    }
}

extension LayerListing: Sequence {
    /// Unpacks the entries, in order.
    package struct Iterator: IteratorProtocol {
        private let listing: LayerListing
        private var position = 0
        private var path: [UInt8] = []

        fileprivate init(_ listing: LayerListing) {
            self.listing = listing
        }

        /// The next entry; `nil` behind the last one.
        package mutating func next() -> LayerEntry? {
            guard listing.records.hasRecord(at: position) else { return nil }
            return listing.records.read(at: &position) { [binaries = listing.binaries] chunk, offset in
                let code = chunk[offset]
                let mode = UInt16(chunk[offset + 1]) | UInt16(chunk[offset + 2]) << 8
                offset += 3
                let shared = chunk.number(at: &offset)
                path.removeSubrange(shared...)
                path += chunk.text(at: &offset)
                var size: UInt64 = 0
                let kind: LayerEntry.Kind
                switch code {
                case 0:
                    size = UInt64(chunk.number(at: &offset))
                    kind = .file(binaries.binary(chunk.number(at: &offset), size: size))
                case 1: kind = .directory
                case 2: kind = .symbolicLink(target: Array(chunk.text(at: &offset)))
                case 3: kind = .hardLink(target: Array(chunk.text(at: &offset)))
                default: kind = .special
                }
                return LayerEntry(path: path, kind: kind, mode: mode, size: size)
            }
        }
    }

    /// Unpacks the entries, in order.
    package func makeIterator() -> Iterator { Iterator(self) }
}

extension LayerEntry.Kind {
    /// Where a link leads, as written.
    var target: [UInt8]? {
        switch self {
        case .symbolicLink(let target), .hardLink(let target): target
        case .file, .directory, .special: nil
        }
    }

    /// What a regular file is by its bytes.
    var binary: Binary? {
        if case .file(let binary) = self { return binary }
        return nil
    }

    /// The number of the kind in a packed listing.
    fileprivate var code: UInt8 {
        switch self {
        case .file: 0
        case .directory: 1
        case .symbolicLink: 2
        case .hardLink: 3
        case .special: 4
        }
    }
}
