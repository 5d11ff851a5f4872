#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads small files whole, and says which exist.
enum FileText {
    /// No configuration file is larger.
    static let limit = 4 << 20

    /// The bytes of the file at `path`, or nil when there is no such file.
    ///
    /// The corresponding C functions are open(2) and read(2).
    static func bytes(of path: String) throws(CredentialProblem) -> [UInt8]? {
        // O_NONBLOCK: a named pipe without a writer would hold up the open for ever; for files it changes nothing.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            if code == ENOENT || code == ENOTDIR { return nil }
            throw .unreadable(reason: reason(code))
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= limit {
            let count = read(descriptor, &block, block.count)
            let code = errno
            if count < 0, code == EINTR { continue }
            guard count >= 0 else { throw .unreadable(reason: reason(code)) }
            guard count > 0 else { return bytes }
            bytes += block[..<count]
        }
        throw .tooLarge(limit: limit)
    }

    /// Whether something stands at `path` that this process may read. The corresponding C function is access(2).
    static func isReadable(_ path: String) -> Bool {
        access(path, R_OK) == 0
    }

    private static func reason(_ code: Int32) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
