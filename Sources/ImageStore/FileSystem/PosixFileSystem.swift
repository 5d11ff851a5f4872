import CFileSystem

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The machine's own file system.
struct PosixFileSystem: FileSystemCalls {
    /// open(2); never inherited by a program that this one starts.
    func open(_ path: String, for access: FileAccess) throws(StoreError) -> FileDescriptor {
        let flags =
            switch access {
            case .read: O_RDONLY
            case .update: O_RDWR | O_CREAT | O_NOFOLLOW
            case .replace: O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW
            case .createNew: O_RDWR | O_CREAT | O_EXCL
            }
        #if canImport(Darwin)
            let number = try check(.opening, path) { Darwin.open(path, flags | O_CLOEXEC, 0o644) }
        #elseif canImport(Musl)
            let number = try check(.opening, path) { Musl.open(path, flags | O_CLOEXEC, 0o644) }
        #else
            let number = try check(.opening, path) { Glibc.open(path, flags | O_CLOEXEC, 0o644) }
        #endif
        return FileDescriptor(number: number, path: path)
    }

    /// close(2), never twice.
    func close(_ file: FileDescriptor) throws(StoreError) {
        #if canImport(Darwin)
            let result = Darwin.close(file.number)
        #elseif canImport(Musl)
            let result = Musl.close(file.number)
        #else
            let result = Glibc.close(file.number)
        #endif
        let code = errno
        // Linux and macOS have closed the number when they answer EINTR; to close it again could hit somebody else's.
        guard result == 0 || code == EINTR else { throw .system(.closing, path: file.path, code: code) }
    }

    /// pread(2).
    func read(
        _ file: FileDescriptor, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
    ) throws(StoreError) -> Int {
        try check(.reading, file.path) { pread(file.number, buffer.baseAddress, buffer.count, off_t(offset)) }
    }

    /// pwrite(2), until all is written.
    func write(_ file: FileDescriptor, _ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let at = off_t(offset) + off_t(done)
            let written = try check(.writing, file.path) { pwrite(file.number, rest.baseAddress, rest.count, at) }
            // POSIX lets pwrite write nothing without a reason; a second answer of that kind would go on for ever.
            guard written > 0 else { throw .system(.writing, path: file.path, code: EIO) }
            done += written
        }
    }

    /// ftruncate(2).
    func setLength(of file: FileDescriptor, to size: Int64) throws(StoreError) {
        _ = try check(.resizing, file.path) { ftruncate(file.number, off_t(size)) }
    }

    /// fallocate(2), or what the system has in its place.
    func preallocate(_ file: FileDescriptor, size: Int64) throws(StoreError) {
        try checkCode(.reservingSpace, file.path) { resolve_preallocate(file.number, size) }
    }

    /// sync_file_range(2); nothing where there is none.
    func startWriteback(of file: FileDescriptor, offset: Int64, length: Int64) {
        // A hint: what it fails to write, the sync will, and will tell.
        _ = resolve_start_writeback(file.number, offset, length)
    }

    /// fdatasync(2), or what the system has in its place.
    func syncData(of file: FileDescriptor) throws(StoreError) {
        try checkCode(.syncing, file.path) { resolve_sync_data(file.number) }
    }

    /// fchmod(2).
    func protect(_ file: FileDescriptor) throws(StoreError) {
        _ = try check(.protecting, file.path) { fchmod(file.number, 0o444) }
    }

    /// fcntl(2) F_OFD_SETLK, or flock(2).
    func lock(_ file: FileDescriptor) throws(StoreError) -> LockAnswer {
        let code = answer(of: { resolve_lock(file.number) })
        if code == 0 { return .taken }
        if code == EAGAIN || code == EWOULDBLOCK { return .held }
        if SystemCode.refusesLocks(code) { return .unsupported }
        throw .system(.locking, path: file.path, code: code)
    }

    /// Makes a call that answers -1 with errno, again while a signal interrupts it.
    func check<Result: SignedInteger>(
        _ operation: FileOperation, _ path: String, _ call: () -> Result
    ) throws(StoreError) -> Result {
        while true {
            let result = call()
            if result != -1 { return result }
            let code = errno
            guard code == EINTR else { throw .system(operation, path: path, code: code) }
        }
    }

    private func checkCode(_ operation: FileOperation, _ path: String, _ call: () -> Int32) throws(StoreError) {
        let code = answer(of: call)
        guard code == 0 else { throw .system(operation, path: path, code: code) }
    }

    /// Makes a call that answers errno itself, again while a signal interrupts it.
    private func answer(of call: () -> Int32) -> Int32 {
        while true {
            let code = call()
            guard code == EINTR else { return code }
        }
    }
}
