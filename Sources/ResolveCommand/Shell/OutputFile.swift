#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that is written whole or not at all.
enum OutputFile {
    /// Puts `bytes` into the file at `path`: under a temporary name first, so that nobody sees half of it.
    ///
    /// What is there and is no regular file, such as `/dev/stdout`, is written to as it is.
    static func write(_ bytes: [UInt8], to path: String) throws(StreamError) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            return try write(bytes, to: path, flags: O_WRONLY)
        }
        let temporary = "\(path).\(getpid()).part"
        do throws(StreamError) {
            try write(bytes, to: temporary, flags: O_WRONLY | O_CREAT | O_EXCL)
            guard rename(temporary, path) == 0 else { throw StreamError(stream: path, code: errno) }
        } catch {
            unlink(temporary)
            throw StreamError(stream: path, code: error.code)
        }
    }

    /// Opens `path` as `flags` say, and writes everything.
    private static func write(_ bytes: [UInt8], to path: String, flags: Int32) throws(StreamError) {
        let descriptor = open(path, flags | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw StreamError(stream: path, code: errno) }
        defer { close(descriptor) }
        try StandardStream(descriptor: descriptor, name: path).write(bytes)
    }
}
