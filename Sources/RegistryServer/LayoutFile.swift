import NIOCore
import SystemFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A plain file of the layout, open for reading until its last reader is gone.
final class LayoutFile: Sendable {
    /// The size and identity of the file when it was opened.
    let stamp: FileStamp
    private let path: String
    private let descriptor: Int32

    /// Opens the file `name` in `folder`; `nil` if there is no plain file.
    ///
    /// A symbolic link below `folder`, in place of the file or of a folder on the way to it, counts as no file: it may lead
    /// anywhere. The corresponding C functions are openat(2) and fstat(2).
    init?(_ name: String, in folder: String) throws(ServerError) {
        path = "\(folder)/\(name)"
        // O_NONBLOCK: opening a named pipe would block for ever; plain files are not affected.
        let opened = Self.open(name, in: folder, O_RDONLY | O_NONBLOCK)
        guard opened.descriptor >= 0 else {
            guard [ENOENT, ENOTDIR, ELOOP].contains(opened.error) else {
                throw ServerError(file: path, errno: opened.error)
            }
            return nil
        }
        descriptor = opened.descriptor
        guard let stamp = FileStamp(descriptor: descriptor) else {
            close(descriptor)
            return nil
        }
        self.stamp = stamp
    }

    /// Opens `name` in `folder` one step at a time, so that no link below `folder` is followed.
    private static func open(_ name: String, in folder: String, _ flags: Int32) -> (descriptor: Int32, error: Int32) {
        let steps = name.split(separator: "/").map(String.init)
        var current = openat(AT_FDCWD, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        for (index, step) in steps.enumerated() where current >= 0 {
            let parent = current
            let isLast = index + 1 == steps.count
            current = openat(parent, step, (isLast ? flags : O_RDONLY | O_DIRECTORY) | O_CLOEXEC | O_NOFOLLOW)
            let code = errno
            close(parent)
            errno = code
        }
        return (current, errno)
    }

    deinit { close(descriptor) }

    /// Reads up to `count` bytes at `offset`; fewer only at the end of the file.
    ///
    /// The corresponding C function is pread(2).
    func bytes(at offset: Int64, count: Int) throws(ServerError) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        while buffer.readableBytes < count {
            let missing = count - buffer.readableBytes
            let position = off_t(offset + Int64(buffer.readableBytes))
            var code: Int32 = 0
            var got = 0
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: missing) { space in
                got = pread(descriptor, space.baseAddress, missing, position)
                code = errno
                return max(0, got)
            }
            if got < 0, code == EINTR { continue }
            guard got >= 0 else { throw ServerError(file: path, errno: code) }
            guard got > 0 else { break }
        }
        return buffer
    }

    /// Reads exactly `count` bytes at `offset`; a file that has become shorter is an error.
    func allBytes(at offset: Int64, count: Int) throws(ServerError) -> ByteBuffer {
        let buffer = try bytes(at: offset, count: count)
        guard buffer.readableBytes == count else { throw ServerError(file: path, errno: EIO) }
        return buffer
    }
}

/// Distinguishes versions of a file.
struct FileStamp: Hashable, Sendable {
    /// The size of the file in bytes.
    let size: Int64
    private let inode: UInt64
    private let seconds: Int
    private let nanoseconds: Int

    /// The stamp of an open plain file; `nil` for folders, devices and pipes. The corresponding C function is fstat(2).
    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        size = Int64(status.st_size)
        inode = UInt64(status.st_ino)
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        seconds = Int(time.tv_sec)
        nanoseconds = Int(time.tv_nsec)
    }
}

extension ServerError {
    /// A file that cannot be read, with the system's text for `errno`.
    init(file: String, errno code: Int32) {
        self = .unreadable(file: file, reason: SystemError(code: code).description)
    }
}
