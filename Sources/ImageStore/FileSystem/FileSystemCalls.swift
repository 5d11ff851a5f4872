/// The system calls of the store, one method each, which tests record, fail and replay.
///
/// A call that a signal interrupts is repeated.
protocol FileSystemCalls: Sendable {
    /// The corresponding C function is open(2).
    func open(_ path: String, for access: FileAccess) throws(StoreError) -> FileDescriptor
    /// The corresponding C function is close(2). The descriptor is closed even if the call fails.
    func close(_ file: FileDescriptor) throws(StoreError)
    /// Reads at most the buffer's length and returns the number of bytes read; 0 means the end of the file. pread(2).
    func read(_ file: FileDescriptor, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(StoreError)
        -> Int
    /// Writes all of `bytes`. pwrite(2).
    func write(_ file: FileDescriptor, _ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError)
    /// The corresponding C function is fstat(2).
    func status(of file: FileDescriptor) throws(StoreError) -> FileStatus
    /// The status of the file at `path`; `nil` if it does not exist. stat(2).
    func status(at path: String) throws(StoreError) -> FileStatus?
    /// The corresponding C function is ftruncate(2).
    func setLength(of file: FileDescriptor, to size: Int64) throws(StoreError)
    /// Reserves blocks for bytes 0..<`size`, and makes the file that long. fallocate(2).
    func preallocate(_ file: FileDescriptor, size: Int64) throws(StoreError)
    /// Starts writing a range to the disk, without waiting. sync_file_range(2).
    func startWriteback(of file: FileDescriptor, offset: Int64, length: Int64)
    /// Flushes the file's bytes to the disk. fdatasync(2).
    func syncData(of file: FileDescriptor) throws(StoreError)
    /// Flushes the folder's entries to the disk. fsync(2).
    func syncFolder(_ path: String) throws(StoreError)
    /// Sets the file's mode to 0444. fchmod(2).
    func protect(_ file: FileDescriptor) throws(StoreError)
    /// Sets the file's mode back to 0644. chmod(2).
    func unprotect(_ path: String) throws(StoreError)
    /// Tries to take the file's lock, without waiting. fcntl(2) F_OFD_SETLK.
    func lock(_ file: FileDescriptor) throws(StoreError) -> LockAnswer
    /// Tries to take the file's lock together with others who share it, without waiting. fcntl(2) F_OFD_SETLK.
    func lockShared(_ file: FileDescriptor) throws(StoreError) -> LockAnswer
    /// The corresponding C function is rename(2).
    func rename(_ path: String, to newPath: String) throws(StoreError)
    /// The corresponding C function is link(2).
    func link(_ path: String, as newPath: String) throws(StoreError)
    /// Removes a file; a missing file is not an error. unlink(2).
    func remove(_ path: String) throws(StoreError)
    /// Creates a folder; an existing folder is not an error. mkdir(2).
    func makeFolder(_ path: String) throws(StoreError)
    /// Removes an empty folder. rmdir(2).
    func removeFolder(_ path: String) throws(StoreError)
    /// The names in a folder, unordered, without `.` and `..`; empty if the folder does not exist. readdir(3).
    func names(in path: String) throws(StoreError) -> [String]
    /// The corresponding C function is statvfs(3).
    func freeSpace(at path: String) throws(StoreError) -> FreeSpace
}

/// The access for which a file is opened. Child processes do not inherit descriptors.
enum FileAccess: Hashable, Sendable {
    /// Reading a file that exists. A pipe is opened without waiting for its writer.
    case read
    /// Reading and writing; the file is created if missing. A symbolic link is refused.
    case update
    /// Reading and writing; the file is truncated, or created if missing. A symbolic link is refused.
    case replace
    /// Reading and writing a file that must not exist yet.
    case createNew
}

/// An open file's number, and the path it was opened at, for error messages.
///
/// ``OpenFile`` owns the open file; this value only names it.
struct FileDescriptor: Hashable, Sendable {
    /// The number that system calls take.
    let number: Int32
    /// The path it was opened at.
    let path: String
}

/// The fields of stat(2) that the store uses.
struct FileStatus: Hashable, Sendable {
    /// The length in bytes.
    var size: Int64
    /// The bytes allocated on the disk, fewer than ``size`` for a file with holes.
    var allocatedBytes: Int64
    /// Whether this is a regular file, not a folder or a device.
    var isRegular: Bool
    /// The number of names that the file has.
    var names: UInt64
    /// The device that holds the file.
    var device: UInt64
    /// The number of the file on its device.
    var inode: UInt64
    /// When the bytes were last changed, in seconds since 1970.
    var modifiedSeconds: Int64
    /// The fraction of that time, in nanoseconds.
    var modifiedNanoseconds: Int64

    /// Whether both are the same file, possibly under different names.
    func isSameFile(as other: FileStatus) -> Bool {
        device == other.device && inode == other.inode
    }
}

/// The space that a file system has left for this user.
package struct FreeSpace: Hashable, Sendable {
    /// The free bytes.
    package var bytes: Int64
    /// The number of files that can still be created; `nil` if the file system has no limit.
    package var files: Int64?

    /// A space of `bytes` bytes and `files` files.
    package init(bytes: Int64, files: Int64?) {
        self.bytes = bytes
        self.files = files
    }

    /// What a disk has too little of.
    package enum Shortage: Hashable, Sendable {
        /// Bytes; that many are free.
        case bytes(Int64)
        /// Inodes: only that many more files can be created, however many bytes are free.
        case files(Int64)
    }

    /// What is lacking for `bytes` more bytes in `files` more files; `nil` if they fit.
    package func shortage(bytes: Int64, files: Int64) -> Shortage? {
        if bytes > self.bytes { return .bytes(self.bytes) }
        if let free = self.files, files > free { return .files(free) }
        return nil
    }
}

/// The result of one attempt to take a file's lock.
enum LockAnswer: Hashable, Sendable {
    /// The lock is held by this process until the descriptor is closed.
    case taken
    /// Another owner holds the lock.
    case held
    /// The file system does not support locks.
    case unsupported
}

/// An open file, closed when its only owner goes away.
struct OpenFile: ~Copyable, Sendable {
    /// The file's number and path, valid as long as this value exists.
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
        // There is nowhere to report an error; a caller that needs it calls close().
        try? calls.close(descriptor)
    }

    /// Closes the file, and throws a write error that the system reports only now.
    consuming func close() throws(StoreError) {
        isClosed = true
        try calls.close(descriptor)
    }
}

extension FileSystemCalls {
    /// The bytes of a small file, at most `limit`; `nil` if it does not exist.
    ///
    /// - Throws: ``StoreError/malformed(path:problem:)`` for a folder, a pipe or a device.
    func contents(of path: String, limit: Int) throws(StoreError) -> [UInt8]? {
        let file: OpenFile
        do throws(StoreError) {
            file = try OpenFile(path, for: .read, through: self)
        } catch {
            if error.hasCode(where: SystemCode.isMissing) { return nil }
            throw error
        }
        // The status of the open file: by now the path may name another file.
        let status = try status(of: file.descriptor)
        guard status.isRegular else { throw .malformed(path: path, problem: "is not a regular file") }
        guard status.size <= limit else { throw .tooLarge(path: path, size: status.size, limit: limit) }
        // One byte more than expected reveals a file that has grown since.
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

    /// Writes `bytes` to the file `temporary`, and renames it to `path` once they are on the disk.
    ///
    /// A reader of `path` sees either the old bytes or the new ones, even after a crash. The caller must be the only user of
    /// `temporary`.
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

    /// Removes whatever has this name: a file, a pipe, or an empty folder.
    func removeAny(_ path: String) throws(StoreError) {
        do throws(StoreError) {
            try removeFolder(path)
        } catch {
            // rmdir(2) of what is no folder fails with ENOTDIR.
            guard error.hasCode(where: SystemCode.isMissing) else { throw error }
            try remove(path)
        }
    }

    /// Creates a folder and its missing parents, and makes each durable in the folder that holds it.
    func makeFolders(_ path: String) throws(StoreError) {
        guard try status(at: path) == nil else { return }
        let parent = Self.parent(of: path)
        if parent != path { try makeFolders(parent) }
        try makeFolder(path)
        try syncFolder(parent)
    }

    /// The status of `path` or, if it does not exist, of its nearest existing parent; `nil` without one.
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
