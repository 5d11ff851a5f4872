#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads and creates small files as a whole, and lists directories.
package enum SmallFile {
    /// The bytes of the file at `path`; `nil` if it has more than `limit`.
    ///
    /// The corresponding C functions are open(2) and read(2).
    package static func bytes(of path: String, limit: Int) throws(SystemError) -> [UInt8]? {
        // O_NONBLOCK: opening a named pipe without a writer would block forever; it has no effect on regular files.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw SystemError(code: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= limit {
            let count = read(descriptor, &block, block.count)
            let code = errno
            if count < 0, code == EINTR { continue }
            guard count >= 0 else { throw SystemError(code: code) }
            guard count > 0 else { return bytes }
            bytes += block[..<count]
        }
        return nil
    }

    /// Whether there is something at `path` that is not a regular file, such as a device. stat(2).
    package static func isSpecial(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
    }

    /// Creates a file that only its owner can read, and waits until it is on disk.
    ///
    /// The corresponding C functions are open(2), write(2) and fsync(2).
    package static func create(_ path: String, with bytes: [UInt8]) throws(SystemError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemError(code: errno) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let (count, code) = rest.withUnsafeBytes { buffer in
                let count = write(descriptor, buffer.baseAddress, buffer.count)
                return (count, errno)
            }
            if count < 0, code == EINTR { continue }
            guard count >= 0 else { throw SystemError(code: code) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw SystemError(code: errno) }
    }

    /// Replaces the existing file at `path` atomically, and keeps its mode and, if this process may, its owner.
    ///
    /// A symbolic link is kept, and its target is replaced. The corresponding C functions are realpath(3), stat(2),
    /// chmod(2), chown(2) and rename(2).
    package static func replace(_ path: String, with bytes: [UInt8]) throws(SystemError) {
        guard let real = realpath(path, nil) else { throw SystemError(code: errno) }
        defer { free(real) }
        var status = stat()
        guard stat(real, &status) == 0 else { throw SystemError(code: errno) }
        let target = String(cString: real)
        try put(bytes, at: target) { (temporary) throws(SystemError) in
            // Only root may give a file away; for others the owner is the same already.
            _ = chown(temporary, status.st_uid, status.st_gid)
            guard chmod(temporary, status.st_mode & 0o7777) == 0 else { throw SystemError(code: errno) }
        }
    }

    /// Puts a file with mode 0600 at `path` atomically, in the place of one that may be there; a link is not followed.
    ///
    /// `prepare` gets the path of the new file before that.
    package static func put(
        _ bytes: [UInt8], at path: String, prepare: (String) throws(SystemError) -> Void = { _ in }
    ) throws(SystemError) {
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).part"
        do throws(SystemError) {
            try create(temporary, with: bytes)
            try prepare(temporary)
            guard rename(temporary, path) == 0 else { throw SystemError(code: errno) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// The names in the directory at `path`, in no particular order; empty if it cannot be read.
    ///
    /// The corresponding C functions are opendir(3) and readdir(3).
    package static func names(in path: String) -> [String] {
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
        return names
    }
}

/// The failure of a system call.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The `errno` of the call.
    package let code: Int32

    /// The error with this `errno`.
    package init(code: Int32) {
        self.code = code
    }

    /// The system's message. The corresponding C function is strerror(3).
    package var description: String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
