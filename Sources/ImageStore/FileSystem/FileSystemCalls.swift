/// The system calls that the store makes, each one method, so that tests can record them, refuse them and play them back.
///
/// A call that a signal interrupts is made again.
protocol FileSystemCalls: Sendable {
    /// The corresponding C function is open(2).
    func open(_ path: String, for access: FileAccess) throws(StoreError) -> FileDescriptor
    /// The corresponding C function is close(2). The number is free afterwards, whatever it answers.
    func close(_ file: FileDescriptor) throws(StoreError)
    /// Reads at most the buffer's length, and gives how much it was; 0 is the file's end. pread(2).
    func read(_ file: FileDescriptor, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(StoreError)
        -> Int
    /// Writes all of `bytes`. pwrite(2).
    func write(_ file: FileDescriptor, _ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError)
    /// The corresponding C function is fstat(2).
    func status(of file: FileDescriptor) throws(StoreError) -> FileStatus
    /// `nil` where there is no such file. stat(2).
    func status(at path: String) throws(StoreError) -> FileStatus?
    /// The corresponding C function is ftruncate(2).
    func setLength(of file: FileDescriptor, to size: Int64) throws(StoreError)
    /// Sets blocks aside for bytes 0..<`size`, and makes the file that long. fallocate(2).
    func preallocate(_ file: FileDescriptor, size: Int64) throws(StoreError)
    /// Begins to write a range to the disk, without waiting. sync_file_range(2).
    func startWriteback(of file: FileDescriptor, offset: Int64, length: Int64)
    /// Waits until the file's bytes are on the disk. fdatasync(2).
    func syncData(of file: FileDescriptor) throws(StoreError)
    /// Waits until the folder's entries are on the disk. fsync(2).
    func syncFolder(_ path: String) throws(StoreError)
    /// Gives the file the mode 0444. fchmod(2).
    func protect(_ file: FileDescriptor) throws(StoreError)
    /// Gives the file the mode 0644 again. chmod(2).
    func unprotect(_ path: String) throws(StoreError)
    /// Tries to take the file's lock, without waiting. fcntl(2) F_OFD_SETLK.
    func lock(_ file: FileDescriptor) throws(StoreError) -> LockAnswer
    /// The corresponding C function is rename(2).
    func rename(_ path: String, to newPath: String) throws(StoreError)
    /// The corresponding C function is link(2).
    func link(_ path: String, as newPath: String) throws(StoreError)
    /// Removes a file; one that is not there is no error. unlink(2).
    func remove(_ path: String) throws(StoreError)
    /// Makes a folder; one that is there is no error. mkdir(2).
    func makeFolder(_ path: String) throws(StoreError)
    /// Removes an empty folder. rmdir(2).
    func removeFolder(_ path: String) throws(StoreError)
    /// The names in a folder, without `.` and `..`, in no order; none where there is no such folder. readdir(3).
    func names(in path: String) throws(StoreError) -> [String]
    /// The corresponding C function is statvfs(3).
    func freeSpace(at path: String) throws(StoreError) -> FreeSpace
}

/// What a file is opened for. Descriptors are closed in programs that this one starts.
enum FileAccess: Hashable, Sendable {
    /// Reading a file that exists.
    case read
    /// Reading and writing; made when missing. A symbolic link is refused.
    case update
    /// Reading and writing; emptied, or made when missing. A symbolic link is refused.
    case replace
    /// Reading and writing a file that must not exist yet.
    case createNew
}

/// An open file's number, and the path it was opened at, for errors to name.
///
/// It owns nothing: ``OpenFile`` does.
struct FileDescriptor: Hashable, Sendable {
    /// The number that system calls take.
    let number: Int32
    /// The path it was opened at.
    let path: String
}

/// What stat(2) says of a file, as far as the store asks.
struct FileStatus: Hashable, Sendable {
    /// Bytes.
    var size: Int64
    /// Bytes that it takes on the disk, which are fewer where it has holes.
    var allocatedBytes: Int64
    /// Whether it is a plain file, not a folder or a device.
    var isRegular: Bool
    /// The device that holds it.
    var device: UInt64
    /// The number of the file on its device.
    var inode: UInt64
    /// When its bytes were last changed, in seconds since 1970.
    var modifiedSeconds: Int64
    /// The rest of that time, in nanoseconds.
    var modifiedNanoseconds: Int64

    /// Whether both are one file, whatever its names.
    func isSameFile(as other: FileStatus) -> Bool {
        device == other.device && inode == other.inode
    }
}

/// The room that a file system has left for this user.
package struct FreeSpace: Hashable, Sendable {
    /// Bytes.
    package var bytes: Int64
    /// Files that can still be made; `nil` where the file system sets no number.
    package var files: Int64?

    /// A room of so many bytes and files.
    package init(bytes: Int64, files: Int64?) {
        self.bytes = bytes
        self.files = files
    }

    /// Whether so many more bytes in so many more files fit.
    package func holds(bytes: Int64, files: Int64) -> Bool {
        bytes <= self.bytes && files <= self.files ?? Int64.max
    }
}

/// What became of one try to take a file's lock.
enum LockAnswer: Hashable, Sendable {
    /// It is ours until the descriptor is closed.
    case taken
    /// Somebody else has it.
    case held
    /// Locks do not work on this file system.
    case unsupported
}

/// An open file, closed when its one owner ends.
struct OpenFile: ~Copyable, Sendable {
    /// The file's number and path, valid while this value lives.
    let descriptor: FileDescriptor
    private let calls: any FileSystemCalls
    private var isClosed = false

    /// Opens the file at `path`.
    init(_ path: String, for access: FileAccess, through calls: any FileSystemCalls) throws(StoreError) {
        self.calls = calls
        descriptor = try calls.open(path, for: access)
    }

    deinit {
        guard !isClosed else { return }
        // Nobody is left to hear of an error; who must know calls close().
        try? calls.close(descriptor)
    }

    /// Closes the file, and says when the system held back an error of its writes until now.
    consuming func close() throws(StoreError) {
        isClosed = true
        try calls.close(descriptor)
    }
}

extension FileSystemCalls {
    /// The bytes of a small file, at most `limit`; `nil` where there is no such file.
    func contents(of path: String, limit: Int) throws(StoreError) -> [UInt8]? {
        let file: OpenFile
        do throws(StoreError) {
            file = try OpenFile(path, for: .read, through: self)
        } catch {
            if let code = error.systemCode, SystemCode.isMissing(code) { return nil }
            throw error
        }
        // Of the open file, not of the path: that may name another file by now.
        let status = try status(of: file.descriptor)
        guard status.size <= limit else { throw .tooLarge(path: path, size: status.size, limit: limit) }
        // One byte more than there should be, so that a file that grew meanwhile is noticed.
        var bytes = [UInt8](repeating: 0, count: Int(status.size) + 1)
        var filled = 0
        while filled < bytes.count {
            let descriptor = file.descriptor
            let count = try bytes.withUnsafeMutableBufferPointer { (buffer) throws(StoreError) in
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                return try read(descriptor, into: rest, at: Int64(filled))
            }
            if count == 0 { break }
            filled += count
        }
        guard filled <= status.size else { throw .wrongSize(path: path, expected: status.size, actual: Int64(filled)) }
        bytes.removeSubrange(filled...)
        return bytes
    }

    /// Writes all of `bytes`.
    func write(_ file: FileDescriptor, _ bytes: [UInt8], at offset: Int64) throws(StoreError) {
        try bytes.withUnsafeBufferPointer { (buffer) throws(StoreError) in
            try write(file, UnsafeRawBufferPointer(buffer), at: offset)
        }
    }

    /// Writes `bytes` to a file of the name `temporary`, and gives it the name `path` when they are on the disk.
    ///
    /// Whoever reads `path` sees the old bytes or the new ones, whenever the machine stops. Nobody else may use the name
    /// `temporary` meanwhile.
    func replace(_ path: String, with bytes: [UInt8], through temporary: String) throws(StoreError) {
        do throws(StoreError) {
            let file = try OpenFile(temporary, for: .replace, through: self)
            let descriptor = file.descriptor
            try write(descriptor, bytes, at: 0)
            try syncData(of: descriptor)
            try file.close()
            try rename(temporary, to: path)
        } catch {
            try? remove(temporary)
            throw error
        }
    }

    /// Makes a folder and those above it that are missing, each durable in the folder that holds it.
    func makeFolders(_ path: String) throws(StoreError) {
        guard try status(at: path) == nil else { return }
        let parent = Self.parent(of: path)
        if parent != path { try makeFolders(parent) }
        try makeFolder(path)
        try syncFolder(parent)
    }

    /// What is at `path` or, where nothing is, at the nearest folder above it; `nil` where there is none.
    func nearest(to path: String) throws(StoreError) -> (path: String, status: FileStatus)? {
        if let status = try status(at: path) { return (path, status) }
        let parent = Self.parent(of: path)
        return parent == path ? nil : try nearest(to: parent)
    }

    /// The folder that holds `path`.
    static func parent(of path: String) -> String {
        let trimmed = path.utf8.reversed().drop { $0 == UInt8(ascii: "/") }
        let above = trimmed.drop { $0 != UInt8(ascii: "/") }.drop { $0 == UInt8(ascii: "/") }
        if above.isEmpty { return path.utf8.first == UInt8(ascii: "/") ? "/" : "." }
        return String(decoding: Array(above.reversed()), as: UTF8.self)
    }
}
