import MirrorModel
import RegistryProtocol

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
    ///
    /// The corresponding C functions are open(2) and read(2).
    static func bytes(of path: String) throws(ConfigurationError) -> [UInt8]? {
        // O_NONBLOCK: opening a named pipe without a writer would block forever; it has no effect on regular files.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            if code == ENOENT || code == ENOTDIR { return nil }
            throw ConfigurationError(.unreadable(reason: message(code)), at: .file(path: path))
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= limit {
            let count = read(descriptor, &block, block.count)
            let code = errno
            if count < 0, code == EINTR { continue }
            guard count >= 0 else {
                throw ConfigurationError(.unreadable(reason: message(code)), at: .file(path: path))
            }
            guard count > 0 else { return bytes }
            bytes += block[..<count]
        }
        throw ConfigurationError(.tooLarge(limit: limit), at: .file(path: path))
    }

    /// Whether the file contains nothing but JSON whitespace.
    static func isBlank(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }

    /// Whether this process may read `path`. The corresponding C function is access(2).
    static func isReadable(_ path: String) -> Bool {
        access(path, R_OK) == 0
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
    ///
    /// The corresponding C functions are opendir(3) and readdir(3).
    static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Replaces the file at `path` atomically with one of mode 0600; missing directories are created with mode 0700.
    ///
    /// A symbolic link is kept, and its target is replaced.
    static func replace(_ path: String, with bytes: [UInt8]) throws(ConfigurationError) {
        let code = replacementError(resolved(path), bytes)
        guard code == 0 else { throw ConfigurationError(.unwritable(reason: message(code)), at: .file(path: path)) }
    }

    /// 0, or the `errno` of the call that failed.
    private static func replacementError(_ target: String, _ bytes: [UInt8]) -> Int32 {
        let folderError = makeDirectory(of: target)
        guard folderError == 0 else { return folderError }
        let temporary = "\(target).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).part"
        var code = creationError(temporary, bytes)
        if code == 0, rename(temporary, target) != 0 { code = errno }
        if code != 0 { unlink(temporary) }
        return code
    }

    /// Creates a file for its owner alone. The corresponding C functions are open(2), write(2) and fsync(2).
    private static func creationError(_ path: String, _ bytes: [UInt8]) -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            let code = errno
            if count < 0, code == EINTR { continue }
            guard count >= 0 else { return code }
            rest = rest.dropFirst(count)
        }
        return fsync(descriptor) == 0 ? 0 : errno
    }

    /// The corresponding C function is mkdir(2).
    private static func makeDirectory(of path: String) -> Int32 {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return 0 }
        let folder = String(path[..<slash])
        guard mkdir(folder, 0o700) != 0 else { return 0 }
        let code = errno
        if code == EEXIST { return 0 }
        guard code == ENOENT else { return code }
        let parentError = makeDirectory(of: folder)
        guard parentError == 0 else { return parentError }
        return mkdir(folder, 0o700) == 0 || errno == EEXIST ? 0 : errno
    }

    /// The target of a symbolic link; a path that does not exist yet is unchanged. The corresponding C function is realpath(3).
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// The corresponding C function is strerror(3).
    private static func message(_ code: Int32) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
