#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The open files of one blob under way, and what of it is durable already.
///
/// The reader is opened before the first byte is written, so its sync reports every error of the writes, whenever the
/// system met it (Linux reports one to each open file that was there).
struct OpenPart: ~Copyable, Sendable {
    /// What becomes of the bytes that an earlier process left.
    enum Remains {
        /// They stay as far as its state calls them durable.
        case kept
        /// They go: who writes everything anew must not write over what was hashed.
        case removed
    }

    /// The files.
    let files: IngestPaths
    /// The file to write to.
    let writing: FileDescriptor
    /// The same file, open for reading only: what is left when the writes have ended.
    private let reading: FileDescriptor
    /// The ranges that an earlier process left, verified by nobody yet.
    let durable: RangeSet<Int64>
    private var writer: OpenFile?
    private let reader: OpenFile
    private let lock: FileLock?

    /// Opens the part among `files`, or makes it, with room for `size` bytes.
    ///
    /// `lock` says that nobody else may write; it is `nil` for a part that is nobody else's, and freed with this value.
    /// A part that was made here is removed again where the room is refused.
    init(
        _ files: IngestPaths, size: Int64, lock: consuming FileLock?, remains: Remains,
        through calls: any FileSystemCalls
    ) throws(StoreError) {
        let durable: RangeSet<Int64> =
            switch remains {
            case .kept: try Self.durableRanges(files, size: size, through: calls)
            case .removed: RangeSet()
            }
        if durable.isEmpty { try Self.removeRemains(files, through: calls) }
        do throws(StoreError) {
            let writer = try Self.openWriter(files.part, through: calls)
            let reader = try OpenFile(files.part, for: .read, through: calls)
            try Self.makeRoom(in: writer.descriptor, size: size, through: calls)
            writing = writer.descriptor
            reading = reader.descriptor
            self.writer = consume writer
            self.reader = reader
        } catch {
            if durable.isEmpty { try? calls.remove(files.part) }
            throw error
        }
        self.files = files
        self.lock = lock
        self.durable = durable
    }

    /// Gives the part the blob's name: whole, on the disk and read-only.
    mutating func commit(
        as blobPath: String, size: Int64, through calls: any FileSystemCalls
    ) throws(StoreError) {
        // From here on nobody can write, neither by mistake nor late.
        if let file = writer.take() { try file.close() }
        try calls.protect(reading)
        try calls.syncData(of: reading)
        let actual = try calls.status(of: reading).size
        guard actual == size else { throw .wrongSize(path: files.part, expected: size, actual: actual) }
        try calls.rename(files.part, to: blobPath)
    }

    /// Removes the part and what belongs to it, the state first: it must never outlive the bytes that it speaks of.
    static func remove(_ files: IngestPaths, through calls: any FileSystemCalls) throws(StoreError) {
        if let state = files.state { try calls.remove(state) }
        try calls.remove(files.part)
    }

    /// What the state calls durable, as far as there is a file that can hold it.
    private static func durableRanges(
        _ paths: IngestPaths, size: Int64, through calls: any FileSystemCalls
    ) throws(StoreError) -> RangeSet<Int64> {
        guard let path = paths.state, let part = try calls.status(at: paths.part), part.isRegular else {
            return RangeSet()
        }
        // A state that cannot be read, for whatever reason, is one that lists nothing.
        guard let bytes = try? calls.contents(of: path, limit: IngestState.limit) else { return RangeSet() }
        guard let state = IngestState(parsing: bytes), state.size == size, state.durable.end <= part.size else {
            return RangeSet()
        }
        return state.durable
    }

    /// Removes what cannot be resumed, the state first: a state must never outlive the bytes that it speaks of.
    private static func removeRemains(_ paths: IngestPaths, through calls: any FileSystemCalls) throws(StoreError) {
        if let state = paths.state, try calls.status(at: state) != nil {
            try calls.remove(state)
            try calls.syncFolder(paths.folder)
        }
        try calls.remove(paths.part)
    }

    private static func openWriter(_ path: String, through calls: any FileSystemCalls) throws(StoreError) -> OpenFile {
        do throws(StoreError) {
            return try OpenFile(path, for: .update, through: calls)
        } catch {
            guard let code = error.systemCode, SystemCode.isForbidden(code) else { throw error }
            // A process that ended inside its commit leaves the part read-only.
            try calls.unprotect(path)
            return try OpenFile(path, for: .update, through: calls)
        }
    }

    private static func makeRoom(
        in file: FileDescriptor, size: Int64, through calls: any FileSystemCalls
    ) throws(StoreError) {
        if size > 0 {
            do throws(StoreError) {
                try calls.preallocate(file, size: size)
            } catch {
                guard let code = error.systemCode, SystemCode.isUnsupported(code) else { throw error }
            }
        }
        if try calls.status(of: file).size != size { try calls.setLength(of: file, to: size) }
    }
}

/// What the `.state` file beside a part says: which of its bytes are on the disk, and where they came from.
///
/// It holds no hash: what it lists is read and hashed again before it counts.
struct IngestState: Hashable, Sendable {
    /// The longest file that is read as a state, in bytes.
    static let limit = 64 << 10

    /// The blob's size.
    var size: Int64
    /// The bytes that a sync has put on the disk.
    var durable: RangeSet<Int64>
    /// Where the bytes came from, for people to read.
    var source: String

    /// A state to be written.
    init(size: Int64, durable: RangeSet<Int64>, source: String) {
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
        durable = RangeSet(document.ranges.map { $0[0]..<$0[1] })
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

extension RangeSet<Int64> {
    /// The end of the range that starts at byte 0, and 0 without one: every byte before it is in the set.
    package var prefixEnd: Int64 {
        guard let first = ranges.first, first.lowerBound == 0 else { return 0 }
        return first.upperBound
    }

    /// The offset after the last byte.
    package var end: Int64 { ranges.last?.upperBound ?? 0 }

    /// The number of bytes.
    package var byteCount: Int64 { ranges.reduce(0) { $0 + Int64($1.count) } }

    /// Whether the byte at `offset` is in the set, and the offset up to which that stays so.
    package func run(at offset: Int64) -> (isHeld: Bool, end: Int64) {
        guard let range = ranges.first(where: { $0.upperBound > offset }) else { return (false, .max) }
        return range.lowerBound <= offset ? (true, range.upperBound) : (false, range.lowerBound)
    }

    /// The bytes of a file of `size` bytes that are not in the set, lowest first.
    package func gaps(of size: Int64) -> [Range<Int64>] {
        Array(RangeSet(0..<Swift.max(0, size)).subtracting(self).ranges)
    }
}
