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
    /// open(2); child processes do not inherit the descriptor.
    func open(_ path: String, for access: FileAccess) throws(StoreError) -> FileDescriptor {
        let flags =
            switch access {
            case .read: O_RDONLY | O_NONBLOCK
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

    /// close(2), called once, even after EINTR.
    func close(_ file: FileDescriptor) throws(StoreError) {
        #if canImport(Darwin)
            let result = Darwin.close(file.number)
        #elseif canImport(Musl)
            let result = Musl.close(file.number)
        #else
            let result = Glibc.close(file.number)
        #endif
        let code = errno
        // Linux and macOS have closed the descriptor even when they return EINTR; a second call could close another file.
        guard result == 0 || code == EINTR else { throw .system(.closing, path: file.path, code: code) }
    }

    /// pread(2).
    func read(
        _ file: FileDescriptor, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
    ) throws(StoreError) -> Int {
        try check(.reading, file.path) { pread(file.number, buffer.baseAddress, buffer.count, off_t(offset)) }
    }

    /// pwrite(2), until all bytes are written.
    func write(_ file: FileDescriptor, _ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let at = off_t(offset) + off_t(done)
            let written = try check(.writing, file.path) { pwrite(file.number, rest.baseAddress, rest.count, at) }
            // POSIX lets pwrite write nothing without an error; repeating such a call might never end.
            guard written > 0 else { throw .system(.writing, path: file.path, code: EIO) }
            done += written
        }
    }

    /// ftruncate(2).
    func setLength(of file: FileDescriptor, to size: Int64) throws(StoreError) {
        _ = try check(.resizing, file.path) { ftruncate(file.number, off_t(size)) }
    }

    /// fallocate(2), or the system's equivalent.
    func preallocate(_ file: FileDescriptor, size: Int64) throws(StoreError) {
        try checkCode(.reservingSpace, file.path) { resolve_preallocate(file.number, size) }
    }

    /// sync_file_range(2); does nothing on systems without it.
    func startWriteback(of file: FileDescriptor, offset: Int64, length: Int64) {
        // Only a hint: the later sync writes the rest, and reports errors.
        _ = resolve_start_writeback(file.number, offset, length)
    }

    /// fdatasync(2), or the system's equivalent.
    func syncData(of file: FileDescriptor) throws(StoreError) {
        try checkCode(.syncing, file.path) { resolve_sync_data(file.number) }
    }

    /// fchmod(2).
    func protect(_ file: FileDescriptor) throws(StoreError) {
        _ = try check(.protecting, file.path) { fchmod(file.number, 0o444) }
    }

    /// fcntl(2) F_OFD_SETLK, or flock(2).
    func lock(_ file: FileDescriptor) throws(StoreError) -> LockAnswer {
        try lockAnswer(file) { resolve_lock(file.number) }
    }

    /// fcntl(2) F_OFD_SETLK with F_RDLCK.
    func lockShared(_ file: FileDescriptor) throws(StoreError) -> LockAnswer {
        try lockAnswer(file) { resolve_lock_shared(file.number) }
    }

    private func lockAnswer(_ file: FileDescriptor, _ call: () -> Int32) throws(StoreError) -> LockAnswer {
        let code = result(of: call)
        if code == 0 { return .taken }
        if code == EAGAIN || code == EWOULDBLOCK { return .held }
        if SystemCode.refusesLocks(code) { return .unsupported }
        throw .system(.locking, path: file.path, code: code)
    }

    /// Makes a call that returns -1 and sets errno on failure, and repeats it while a signal interrupts it.
    func check<Result: SignedInteger>(
        _ operation: FileOperation, _ path: String, _ call: () -> Result
    ) throws(StoreError) -> Result {
        while true {
            let result = call()
            if result != -1 { return result }
            let code = errno
            guard code == EINTR else { throw failure(operation, path, code) }
        }
    }

    private func checkCode(_ operation: FileOperation, _ path: String, _ call: () -> Int32) throws(StoreError) {
        let code = result(of: call)
        guard code == 0 else { throw failure(operation, path, code) }
    }

    /// The error of a failed call. ENOSPC of a call that creates something may mean inodes, which only statvfs(3) tells.
    private func failure(_ operation: FileOperation, _ path: String, _ code: Int32) -> StoreError {
        guard code == ENOSPC, [.opening, .makingFolder, .linking].contains(operation),
            let end = path.utf8.lastIndex(of: UInt8(ascii: "/")),
            (try? freeSpace(at: end == path.startIndex ? "/" : String(path[..<end])))?.files == 0
        else { return .system(operation, path: path, code: code) }
        return .noInodes(operation, path: path)
    }

    /// Makes a call that returns an errno value, and repeats it while a signal interrupts it.
    private func result(of call: () -> Int32) -> Int32 {
        while true {
            let code = call()
            guard code == EINTR else { return code }
        }
    }
}

extension PosixFileSystem {
    /// fstat(2).
    func status(of file: FileDescriptor) throws(StoreError) -> FileStatus {
        var status = stat()
        _ = try check(.examining, file.path) { fstat(file.number, &status) }
        return FileStatus(status)
    }

    /// stat(2).
    func status(at path: String) throws(StoreError) -> FileStatus? {
        var status = stat()
        do throws(StoreError) {
            _ = try check(.examining, path) { stat(path, &status) }
        } catch {
            if error.hasCode(where: SystemCode.isMissing) { return nil }
            throw error
        }
        return FileStatus(status)
    }

    /// fsync(2) of the folder, if the file system supports it.
    func syncFolder(_ path: String) throws(StoreError) {
        let folder = try OpenFile(path, for: .read, through: self)
        let code = resolve_sync_folder(folder.descriptor.number)
        // Some network and FUSE file systems do not support fsync(2) of folders; nothing more can be done for durability.
        guard code == 0 || code == EINTR || SystemCode.isUnsupported(code) else {
            throw .system(.syncing, path: path, code: code)
        }
    }

    /// rename(2).
    func rename(_ path: String, to newPath: String) throws(StoreError) {
        #if canImport(Darwin)
            _ = try check(.renaming, path) { Darwin.rename(path, newPath) }
        #elseif canImport(Musl)
            _ = try check(.renaming, path) { Musl.rename(path, newPath) }
        #else
            _ = try check(.renaming, path) { Glibc.rename(path, newPath) }
        #endif
    }

    /// link(2).
    func link(_ path: String, as newPath: String) throws(StoreError) {
        #if canImport(Darwin)
            _ = try check(.linking, newPath) { Darwin.link(path, newPath) }
        #elseif canImport(Musl)
            _ = try check(.linking, newPath) { Musl.link(path, newPath) }
        #else
            _ = try check(.linking, newPath) { Glibc.link(path, newPath) }
        #endif
    }

    /// unlink(2).
    func remove(_ path: String) throws(StoreError) {
        do throws(StoreError) {
            _ = try check(.removing, path) { unlink(path) }
        } catch {
            guard error.hasCode(where: SystemCode.isMissing) else { throw error }
        }
    }

    /// chmod(2).
    func unprotect(_ path: String) throws(StoreError) {
        _ = try check(.protecting, path) { chmod(path, 0o644) }
    }

    /// mkdir(2).
    func makeFolder(_ path: String) throws(StoreError) {
        do throws(StoreError) {
            _ = try check(.makingFolder, path) { mkdir(path, 0o755) }
        } catch {
            guard error.systemCode == EEXIST else { throw error }
        }
    }

    /// rmdir(2).
    func removeFolder(_ path: String) throws(StoreError) {
        _ = try check(.removing, path) { rmdir(path) }
    }

    /// readdir(3).
    func names(in path: String) throws(StoreError) -> [String] {
        guard let stream = opendir(path) else {
            let code = errno
            if SystemCode.isMissing(code) { return [] }
            throw .system(.listing, path: path, code: code)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        let code = errno
        guard code == 0 else { throw .system(.listing, path: path, code: code) }
        return names
    }

    /// statvfs(3), without the space reserved for root.
    func freeSpace(at path: String) throws(StoreError) -> FreeSpace {
        var space = statvfs()
        _ = try check(.measuringSpace, path) { statvfs(path, &space) }
        let (bytes, overflow) = UInt64(space.f_bavail).multipliedReportingOverflow(by: UInt64(space.f_frsize))
        // btrfs and others create inodes on demand, and report 0 of them.
        let files = space.f_files == 0 ? nil : Int64(clamping: space.f_favail)
        return FreeSpace(bytes: overflow ? Int64.max : Int64(clamping: bytes), files: files)
    }
}

extension FileStatus {
    fileprivate init(_ status: stat) {
        #if canImport(Darwin)
            let modified = status.st_mtimespec
        #else
            let modified = status.st_mtim
        #endif
        // st_blocks counts units of 512 bytes, regardless of the disk's block size.
        let (allocated, overflow) = Int64(status.st_blocks).multipliedReportingOverflow(by: 512)
        self.init(
            size: Int64(status.st_size),
            allocatedBytes: overflow ? .max : allocated,
            isRegular: status.st_mode & S_IFMT == S_IFREG,
            names: UInt64(status.st_nlink),
            device: UInt64(truncatingIfNeeded: status.st_dev),
            inode: UInt64(truncatingIfNeeded: status.st_ino),
            modifiedSeconds: Int64(modified.tv_sec),
            modifiedNanoseconds: Int64(modified.tv_nsec)
        )
    }
}
