#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A pipe that already holds all that a program is to read, and has no writer any more.
///
/// Subprocess (1.0.2) would write while the program runs, and SIGPIPE would end this process when the program leaves
/// without reading. What is written here is shorter than any pipe's buffer, so that the write cannot block.
enum InputPipe {
    /// The end to read from, which the caller closes; nil where the system gives no pipe.
    static func holding(_ bytes: [UInt8]) -> Int32? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        defer { close(ends[1]) }
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        guard write(ends[1], bytes, bytes.count) == bytes.count else {
            close(ends[0])
            return nil
        }
        return ends[0]
    }
}
