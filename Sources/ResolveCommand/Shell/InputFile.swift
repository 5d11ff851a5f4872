import ImageResolver

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that is read, or stdin.
struct InputFile: ~Copyable {
    /// The file descriptor, closed at the end unless it is stdin.
    private let descriptor: Int32
    /// The name that errors use.
    private let name: String

    /// Bytes that one call of read(2) may give.
    private static let blockSize = 65_536

    /// Opens `path` for reading; `-` is stdin.
    ///
    /// The corresponding C function is open(2).
    init(_ path: String) throws(StreamError) {
        guard path != "-" else {
            name = "stdin"
            descriptor = 0
            return
        }
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw StreamError(stream: path, code: errno) }
        name = path
        descriptor = opened
    }

    deinit {
        if descriptor > 2 { close(descriptor) }
    }

    /// The next bytes, as many as there are; none at the end.
    ///
    /// The corresponding C function is read(2).
    func block() throws(StreamError) -> [UInt8] {
        while true {
            var code: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: Self.blockSize) { buffer, count in
                let size = read(descriptor, buffer.baseAddress, buffer.count)
                code = size < 0 ? errno : 0
                count = max(0, size)
            }
            guard code != 0 else { return bytes }
            guard code == EINTR else { throw StreamError(stream: name, code: code) }
        }
    }

    /// All bytes of a file that has `limit` at most.
    static func contents(of path: String, limit: Int) throws(ResolverError) -> [UInt8] {
        var bytes: [UInt8] = []
        do throws(StreamError) {
            let file = try InputFile(path)
            while bytes.count <= limit {
                let block = try file.block()
                guard !block.isEmpty else { return bytes }
                bytes += block
            }
        } catch {
            throw error.resolverError
        }
        throw ResolverError(.malformed, "\(path) has more than \(limit) bytes")
    }
}
