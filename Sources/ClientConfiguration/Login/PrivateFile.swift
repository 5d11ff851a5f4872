#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Files that nobody but their owner may read, written whole or not at all.
enum PrivateFile {
    /// Puts `bytes` into the file at `path`, which is made anew with mode 0600; folders on the way get 0700.
    ///
    /// Where a symbolic link stands, what it leads to is replaced, and the link stays.
    static func write(_ bytes: [UInt8], to path: String) throws(FileFailure) {
        let target = resolved(path)
        try makeFolder(of: target)
        let temporary = "\(target).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).part"
        do throws(FileFailure) {
            try create(temporary, bytes)
            guard rename(temporary, target) == 0 else { throw FileFailure(errno) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// The corresponding C functions are open(2), write(2) and fsync(2).
    private static func create(_ path: String, _ bytes: [UInt8]) throws(FileFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFailure(errno) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            let code = errno
            if count < 0, code == EINTR { continue }
            guard count >= 0 else { throw FileFailure(code) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw FileFailure(errno) }
    }

    /// The corresponding C function is mkdir(2).
    private static func makeFolder(of path: String) throws(FileFailure) {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        let folder = String(path[..<slash])
        guard mkdir(folder, 0o700) != 0 else { return }
        let code = errno
        if code == EEXIST { return }
        guard code == ENOENT else { throw FileFailure(code) }
        try makeFolder(of: folder)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw FileFailure(errno) }
    }

    /// The corresponding C function is realpath(3); what is not there yet stays as it is written.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}

/// The C function, which the method of the same name hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
