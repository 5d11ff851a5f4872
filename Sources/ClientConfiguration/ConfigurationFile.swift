import ErrorMapping
import MirrorModel
import RegistryProtocol
import SystemFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads and replaces small configuration files, and lists the folders that contain them.
enum ConfigurationFile {
    /// The largest size accepted, in bytes.
    static let limit = 4 << 20

    /// The bytes of the file at `path`, or nil if there is no such file.
    static func bytes(of path: String) throws(ConfigurationError) -> [UInt8]? {
        let found: [UInt8]?
        do throws(SystemError) {
            found = try SmallFile.bytes(of: path, limit: limit)
        } catch {
            if error.code == ENOENT || error.code == ENOTDIR { return nil }
            throw ConfigurationError(.unreadable(reason: error.description), at: .file(path: path))
        }
        guard let found else { throw ConfigurationError(.tooLarge(limit: limit), at: .file(path: path)) }
        return found
    }

    /// Whether the file contains nothing but JSON whitespace.
    static func isBlank(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }

    /// Whether this process may read `path`.
    static func isReadable(_ path: String) -> Bool {
        readingProblem(path) == nil
    }

    /// Why this process cannot read `path`; `nil` if it can. The corresponding C function is access(2).
    static func readingProblem(_ path: String) -> String? {
        access(path, R_OK) == 0 ? nil : SystemError(code: errno).description
    }

    /// Whether `path` exists. The corresponding C function is access(2).
    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Whether `path` is a directory. The corresponding C function is open(2).
    static func isDirectory(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    /// The names in the directory at `path`, sorted by their bytes; empty if it cannot be read.
    static func names(in path: String) -> [String] {
        SmallFile.names(in: path).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Replaces the file at `path` atomically with one of mode 0600; missing directories are created with mode 0700.
    ///
    /// A symbolic link is kept, and its target is replaced.
    static func replace(_ path: String, with bytes: [UInt8]) throws(ConfigurationError) {
        try mapError(
            { (error: SystemError) in
                ConfigurationError(.unwritable(reason: error.description), at: .file(path: path))
            },
            try replaceTarget(resolved(path), with: bytes))
    }

    private static func replaceTarget(_ target: String, with bytes: [UInt8]) throws(SystemError) {
        try makeDirectory(of: target)
        try SmallFile.put(bytes, at: target)
    }

    /// The corresponding C function is mkdir(2).
    private static func makeDirectory(of path: String) throws(SystemError) {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        let folder = String(path[..<slash])
        guard mkdir(folder, 0o700) != 0 else { return }
        let code = errno
        if code == EEXIST { return }
        guard code == ENOENT else { throw SystemError(code: code) }
        try makeDirectory(of: folder)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw SystemError(code: errno) }
    }

    /// The target of a symbolic link; a path that does not exist yet is unchanged. The corresponding C function is realpath(3).
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
