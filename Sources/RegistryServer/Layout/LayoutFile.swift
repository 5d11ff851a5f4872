import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A plain file of the layout, open for reading until the last reader lets go.
final class LayoutFile: Sendable {
    /// Its length and identity when it was opened.
    let stamp: FileStamp
    private let descriptor: Int32

    /// Opens the file at `path`; nil when there is no plain file.
    ///
    /// The corresponding C functions are open(2) and fstat(2).
    init?(_ path: String) throws(ServerError) {
        // O_NONBLOCK: a named pipe would hold up the open for ever; for files it changes nothing.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            if code == ENOENT || code == ENOTDIR { return nil }
            throw .unreadable(file: path, reason: SystemFailure(code: code).description)
        }
        guard let stamp = FileStamp(descriptor: descriptor) else {
            close(descriptor)
            return nil
        }
        self.stamp = stamp
    }

    deinit { close(descriptor) }

    /// Reads up to `count` bytes from `offset`; fewer only at the file's end.
    ///
    /// The corresponding C function is pread(2).
    func bytes(at offset: Int64, count: Int) throws(SystemFailure) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        while buffer.readableBytes < count {
            let missing = count - buffer.readableBytes
            let place = off_t(offset + Int64(buffer.readableBytes))
            var code: Int32 = 0
            var got = 0
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: missing) { space in
                got = pread(descriptor, space.baseAddress, missing, place)
                code = errno
                return max(0, got)
            }
            if got < 0, code == EINTR { continue }
            guard got >= 0 else { throw SystemFailure(code: code) }
            guard got > 0 else { break }
        }
        return buffer
    }
}
