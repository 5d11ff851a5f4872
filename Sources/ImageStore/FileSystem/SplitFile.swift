import Synchronization

/// A file that is split into parts of one size, of which only the last one may be shorter: `FILE.001`, `FILE.002` and so on, as
/// 7-Zip and `split -d -a 3 --numeric-suffixes=1` name them. `cat FILE.*` puts them together.
package struct SplitFile: Hashable, Sendable {
    /// The path of the file, without a number.
    package let path: String
    /// The size of a part, in bytes, at least 1.
    package let partSize: Int64

    /// The most parts that three digits count.
    package static let mostParts = 999

    /// The file at `path`, split into parts of `partSize` bytes.
    package init(_ path: String, partSize: Int64) {
        self.path = path
        self.partSize = max(1, partSize)
    }

    /// The path of a part; the first one has the number 1.
    package func part(_ number: Int) -> String { Self.part(number, of: path) }

    /// The path of a part of the file at `path`; the first one has the number 1.
    package static func part(_ number: Int, of path: String) -> String {
        let digits = String(max(1, number))
        return "\(path).\(String(repeating: "0", count: max(0, 3 - digits.utf8.count)))\(digits)"
    }

    /// The path without a number, if `path` is that of a first part.
    package static func whole(ofFirstPart path: String) -> String? {
        let whole = String(path.dropLast(4))
        return !whole.isEmpty && whole.utf8.last != UInt8(ascii: "/") && part(1, of: whole) == path ? whole : nil
    }

    /// The part with the byte at `offset`, and the offset in it.
    func location(of offset: Int64) -> (path: String, offset: Int64) {
        (part(Int(clamping: offset / partSize) + 1), offset % partSize)
    }
}

/// The parts of a new file, which get their names when all are whole, and disappear if that never happens.
package final class NewParts: ByteSink {
    private struct State: ~Copyable {
        /// The part that is being written.
        var current: OpenFile?
        var temporaries: [String] = []
    }

    private let folder: String
    private let partSize: Int64
    private let calls: any FileSystemCalls
    // A lock: a sink may be sent to another thread, though one at a time writes.
    private let state = Mutex(State())

    /// Creates nothing yet; the parts will have `partSize` bytes. `folder` must be on the file system that they will be on.
    package convenience init(in folder: String, partSize: Int64) {
        self.init(in: folder, partSize: partSize, through: PosixFileSystem())
    }

    /// Creates nothing yet, and uses the given system calls.
    init(in folder: String, partSize: Int64, through calls: any FileSystemCalls) {
        self.folder = folder
        self.partSize = max(1, partSize)
        self.calls = calls
    }

    // After ``commit(as:)`` there is no file of these names.
    deinit { for temporary in state.withLock({ $0.temporaries }) { try? calls.remove(temporary) } }

    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError) {
        var rest = bytes
        var position = offset
        while !rest.isEmpty {
            let start = position % partSize
            let count = Int(min(Int64(rest.count), partSize - start))
            let file = try descriptor(ofPart: Int(clamping: position / partSize))
            try calls.write(file, UnsafeRawBufferPointer(rebasing: rest[..<count]), at: start)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            position += Int64(count)
        }
    }

    /// Flushes the parts to the disk, and gives them their names in place of the file at `path` and its older parts. Returns
    /// their number.
    ///
    /// The first part gets its name last: as long as it is missing, the others are not taken for a whole file.
    package func commit(as path: String) throws(StoreError) -> Int {
        try finishCurrent()
        let temporaries = state.withLock { $0.temporaries }
        guard let first = temporaries.first else { return 0 }
        let folder = PosixFileSystem.parent(of: path)
        try calls.remove(SplitFile.part(1, of: path))
        try calls.syncFolder(folder)
        for (index, temporary) in temporaries.enumerated().dropFirst() {
            try calls.rename(temporary, to: SplitFile.part(index + 1, of: path))
        }
        for number in temporaries.count..<SplitFile.mostParts {
            let older = SplitFile.part(number + 1, of: path)
            if try calls.status(at: older)?.isRegular == true { try calls.remove(older) }
        }
        try calls.syncFolder(folder)
        try calls.remove(path)
        try calls.rename(first, to: SplitFile.part(1, of: path))
        try calls.syncFolder(folder)
        return temporaries.count
    }

    /// The file of the part at `index`, which is the last one or the next.
    private func descriptor(ofPart index: Int) throws(StoreError) -> FileDescriptor {
        if let present = state.withLock({ $0.temporaries.count == index + 1 ? $0.current?.descriptor : nil }) {
            return present
        }
        try finishCurrent()
        let temporary = NewFile.temporaryName(in: folder)
        let file = try OpenFile(temporary, for: .createNew, through: calls)
        let descriptor = file.descriptor
        var opened = Optional(file)
        state.withLock { state in
            state.current = opened.take()
            state.temporaries.append(temporary)
        }
        return descriptor
    }

    /// Flushes the part that was written, and closes it: a file may have more parts than a process may have open files.
    private func finishCurrent() throws(StoreError) {
        var current = state.withLock { $0.current.take() }
        guard let file = current.take() else { return }
        try calls.syncData(of: file.descriptor)
        try file.close()
    }
}
