import CommandRendering
import ImageResolver
import SystemFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// stdout or stderr.
struct StandardStream: Sendable {
    /// For results.
    static let output = StandardStream(descriptor: 1, name: "stdout")
    /// For everything else.
    static let error = StandardStream(descriptor: 2, name: "stderr")

    let descriptor: Int32
    /// The name that errors use.
    let name: String

    /// Occupies the descriptors of standard streams that the caller has closed.
    ///
    /// Otherwise a file could be opened with such a descriptor, and output would be written into it. The replacements are
    /// empty and cannot be written. The corresponding C functions are fcntl(2) and open(2).
    static func reserveDescriptors() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
            // open(2) returns the lowest free descriptor, and those below are in use.
            _ = open("/dev/null", O_RDONLY)
        }
    }

    /// Writes all of `bytes`.
    ///
    /// A broken pipe is not an error: the reader has seen enough. The corresponding C function is write(2).
    func write(_ bytes: some Collection<UInt8>) throws(ResolverError) {
        var rest = ContiguousArray(bytes)[...]
        while !rest.isEmpty {
            let (count, code) = rest.withUnsafeBytes { buffer in
                let written = systemWrite(descriptor, buffer.baseAddress, buffer.count)
                return (written, written < 0 ? errno : 0)
            }
            switch code {
            case 0: rest = rest.dropFirst(count)
            case EINTR: continue
            case EAGAIN: waitUntilWritable()
            case EPIPE: return
            default: throw ResolverError(file: name, errno: code)
            }
        }
    }

    /// Writes a text as UTF-8.
    func write(_ text: String) throws(ResolverError) {
        try write(Array(text.utf8))
    }

    /// Writes one line per element.
    func write(lines: [String]) throws(ResolverError) {
        try write(lines.map { $0 + "\n" }.joined())
    }

    /// Waits for the reader of a stream that another process has made non-blocking.
    private func waitUntilWritable() {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, 1_000)
    }
}

/// The C function, which the method of the same name hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

/// A file opened for reading, or stdin.
struct InputFile: ~Copyable {
    private let descriptor: Int32
    /// The name that errors use.
    private let name: String

    /// The most bytes that one read(2) returns.
    private static let blockSize = 65_536

    /// Opens `path`; `-` is stdin. The corresponding C function is open(2).
    init(_ path: String) throws(ResolverError) {
        guard path != "-" else {
            name = "stdin"
            descriptor = 0
            return
        }
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw ResolverError(file: path, errno: errno) }
        name = path
        descriptor = opened
    }

    deinit {
        if descriptor > 2 { close(descriptor) }
    }

    /// The next available bytes; empty at the end. The corresponding C function is read(2).
    func block() throws(ResolverError) -> [UInt8] {
        while true {
            var code: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: Self.blockSize) { buffer, count in
                let size = read(descriptor, buffer.baseAddress, buffer.count)
                code = size < 0 ? errno : 0
                count = max(0, size)
            }
            guard code != 0 else { return bytes }
            guard code == EINTR else { throw ResolverError(file: name, errno: code) }
        }
    }

    /// All bytes of the file at `path`, which is refused if it has more than `limit`.
    static func contents(of path: String, limit: Int) throws(ResolverError) -> [UInt8] {
        var bytes: [UInt8] = []
        let file = try InputFile(path)
        while bytes.count <= limit {
            let block = try file.block()
            guard !block.isEmpty else { return bytes }
            bytes += block
        }
        throw ResolverError(.malformed, "\(path) has more than \(limit) bytes")
    }
}

/// Writes files.
enum OutputFile {
    /// Writes `bytes` to `path`, under a temporary name first, so that the file is complete or unchanged.
    ///
    /// Anything but a regular file, such as `/dev/stdout`, is written directly.
    static func write(_ bytes: [UInt8], to path: String) throws(ResolverError) {
        if SmallFile.isSpecial(path) {
            return try write(bytes, to: path, for: path, flags: O_WRONLY)
        }
        let temporary = "\(path).\(getpid()).part"
        do throws(ResolverError) {
            try write(bytes, to: temporary, for: path, flags: O_WRONLY | O_CREAT | O_EXCL)
            guard rename(temporary, path) == 0 else { throw ResolverError(file: path, errno: errno) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Opens `file` with `flags` and writes everything; errors name `path`.
    private static func write(_ bytes: [UInt8], to file: String, for path: String, flags: Int32) throws(ResolverError) {
        let descriptor = open(file, flags | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw ResolverError(file: path, errno: errno) }
        defer { close(descriptor) }
        try StandardStream(descriptor: descriptor, name: path).write(bytes)
    }
}

extension ResolverError {
    /// The system error `errno` of a file or stream.
    init(file: String, errno: Int32) {
        self.init(.disk, "\(Shown.text(file)): \(SystemError(code: errno))")
    }
}
