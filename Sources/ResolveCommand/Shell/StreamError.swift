import CommandRendering
import ImageResolver

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file or stream that could not be read or written.
struct StreamError: Error, Hashable, CustomStringConvertible {
    /// The file's path, or the stream's name.
    let stream: String
    /// The system's code, as `errno` gave it.
    let code: Int32

    /// What the system said.
    var description: String {
        "\(Shown.text(stream)): \(strerror(code).map { String(cString: $0) } ?? "error \(code)")"
    }

    /// The error as the command ends with it.
    var resolverError: ResolverError {
        ResolverError(.disk, description)
    }
}
