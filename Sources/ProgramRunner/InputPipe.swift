#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A pipe that already holds a program's whole input and has no writer left.
///
/// Subprocess (1.0.2) would write while the program runs, and SIGPIPE would end this process if the program exits
/// without reading. The input here is shorter than any pipe's buffer, so writing it cannot block.
enum InputPipe {
    /// The end to read from, which the caller closes; `nil` if the system has no pipe left.
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
