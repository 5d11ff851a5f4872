#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A system call that failed.
struct SystemFailure: Error, Hashable, CustomStringConvertible {
    /// The value of `errno`.
    let code: Int32

    /// A file that ended before it should.
    static let endOfFile = SystemFailure(code: EIO)

    /// The system's text for ``code``. The corresponding C function is strerror(3).
    var description: String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
