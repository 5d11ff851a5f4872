#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The system's refusal to write a file.
struct FileFailure: Error, Hashable, Sendable {
    /// The system's code, as `errno` gave it.
    let code: Int32

    /// The refusal of that code.
    init(_ code: Int32) {
        self.code = code
    }

    /// The system's text for it. The corresponding C function is strerror(3).
    var reason: String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }
}
