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

    /// Opens the file at `path`; `nil` if there is no plain file.
    ///
    /// The corresponding C functions are open(2) and fstat(2).
    init?(_ path: String) throws(ServerError) {
        // O_NONBLOCK: opening a named pipe would block for ever; plain files are not affected.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            if code == ENOENT || code == ENOTDIR { return nil }
            throw ServerError(file: path, errno: code)
        }
        guard let stamp = FileStamp(descriptor: descriptor) else {
            close(descriptor)
            return nil
        }
        self.path = path
        self.stamp = stamp
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
