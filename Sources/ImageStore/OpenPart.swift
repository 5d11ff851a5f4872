#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The open files of one blob in progress, and its durable ranges.
///
/// The reader is opened before the first byte is written, so its sync reports every write error, whenever it occurred:
/// Linux reports an error once to each file description that was open at the time.
struct OpenPart: ~Copyable, Sendable {
    /// What happens to the bytes that an earlier process left.
    enum Remains {
        /// They are kept as far as the state records them as durable.
        case kept
        /// They are removed: a caller that writes all bytes again must not overwrite hashed ones.
        case removed
    }

    /// The paths of the files.
    let files: IngestPaths
    /// The file to write to.
    let writing: FileDescriptor
    /// The same file, open for reading only, which stays open after the writes.
    private let reading: FileDescriptor
    /// The ranges that an earlier process left, not verified yet.
    let durable: RangeSet<Int64>
    private var writer: OpenFile?
    private let reader: OpenFile
    private let lock: FileLock?

    /// Opens the part among `files`, or creates it, with space for `size` bytes.
    ///
    /// `lock` excludes other writers, and is freed with this value; it is `nil` for a private part. A part created here is
    /// removed again if the space cannot be reserved.
    init(
        _ files: IngestPaths, size: Int64, lock: consuming FileLock?, remains: Remains,
        through calls: any FileSystemCalls
    ) throws(StoreError) {
        let present = try calls.status(at: files.part)
        let durable: RangeSet<Int64> =
            switch remains {
            case .kept: Self.durableRanges(files, present, size: size, through: calls)
            case .removed: RangeSet()
            }
        if durable.isEmpty { try Self.removeRemains(files, present, through: calls) }
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

    /// Renames the part to the blob's name, after it is complete, on the disk and read-only.
    mutating func commit(
        as blobPath: String, size: Int64, through calls: any FileSystemCalls
    ) throws(StoreError) {
        // From here on no write is possible, not even a delayed one.
        if let file = writer.take() { try file.close() }
        try calls.protect(reading)
        try calls.syncData(of: reading)
        let actual = try calls.status(of: reading).size
        guard actual == size else { throw .wrongSize(path: files.part, expected: size, actual: actual) }
        try calls.rename(files.part, to: blobPath)
    }

    /// Removes the part and its state, the state first: it must never outlive the bytes that it describes.
    static func remove(_ files: IngestPaths, through calls: any FileSystemCalls) throws(StoreError) {
        if let state = files.state { try calls.remove(state) }
        try calls.remove(files.part)
    }

    /// The ranges that the state records as durable, if the part can hold them.
    static func durableRanges(
        _ paths: IngestPaths, _ part: FileStatus?, size: Int64, through calls: any FileSystemCalls
    ) -> RangeSet<Int64> {
        guard let path = paths.state, let part, part.isRegular else { return RangeSet() }
        // A state that cannot be read, for whatever reason, counts as empty.
        guard let bytes = try? calls.contents(of: path, limit: IngestState.limit) else { return RangeSet() }
        guard let state = IngestState(parsing: bytes), state.size == size, state.durable.end <= part.size else {
            return RangeSet()
        }
        return state.durable
    }

    /// Removes what cannot be resumed, the state first: it must never outlive the bytes that it describes.
    private static func removeRemains(
        _ paths: IngestPaths, _ part: FileStatus?, through calls: any FileSystemCalls
    ) throws(StoreError) {
        if let state = paths.state, try calls.status(at: state) != nil {
            try calls.remove(state)
            try calls.syncFolder(paths.folder)
        }
        if part != nil { try calls.remove(paths.part) }
    }

    private static func openWriter(_ path: String, through calls: any FileSystemCalls) throws(StoreError) -> OpenFile {
        do throws(StoreError) {
            return try OpenFile(path, for: .update, through: calls)
        } catch {
            guard error.hasCode(where: SystemCode.isForbidden) else { throw error }
            // A process that ended during its commit leaves the part read-only.
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
                guard error.hasCode(where: SystemCode.isUnsupported) else { throw error }
            }
        }
        if try calls.status(of: file).size != size { try calls.setLength(of: file, to: size) }
    }
}

/// The content of the `.state` file beside a part: which of its bytes are on the disk, and where they came from.
///
/// It contains no hash: the listed bytes are read and hashed again before they count.
struct IngestState: Hashable, Sendable {
    /// The length of the longest state that is read, in bytes.
    static let limit = 64 << 10

    /// The blob's size.
    var size: Int64
    /// The ranges that a sync has written to the disk.
    var durable: RangeSet<Int64>
    /// Where the bytes came from, for people.
    var source: String

    /// A state to write.
    init(size: Int64, durable: RangeSet<Int64>, source: String) {
        self.size = size
        self.durable = durable
        self.source = source
    }

    /// Reads the bytes of ``encoded()``; anything else gives `nil`, and the part starts from scratch.
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
        // Integers and strings can always be encoded; an empty state would count as one without ranges.
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
