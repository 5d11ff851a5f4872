#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What tells one version of a file from the next.
struct FileStamp: Hashable, Sendable {
    /// The file's length in bytes.
    let size: Int64
    private let inode: UInt64
    private let seconds: Int
    private let nanoseconds: Int

    /// The stamp of an open plain file; nil for folders, devices and pipes. The corresponding C function is fstat(2).
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
