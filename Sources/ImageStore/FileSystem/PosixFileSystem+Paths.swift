import CFileSystem

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

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
            if let code = error.systemCode, SystemCode.isMissing(code) { return nil }
            throw error
        }
        return FileStatus(status)
    }

    /// fsync(2) of the folder, where the file system knows that.
    func syncFolder(_ path: String) throws(StoreError) {
        let folder = try OpenFile(path, for: .read, through: self)
        let code = resolve_sync_folder(folder.descriptor.number)
        // Some network and FUSE file systems know no sync of folders: their entries are as durable as they get.
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
            guard let code = error.systemCode, SystemCode.isMissing(code) else { throw error }
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

    /// statvfs(3), with the room that is not kept for root.
    func freeSpace(at path: String) throws(StoreError) -> FreeSpace {
        var space = statvfs()
        _ = try check(.measuringSpace, path) { statvfs(path, &space) }
        let (bytes, overflow) = UInt64(space.f_bavail).multipliedReportingOverflow(by: UInt64(space.f_frsize))
        // btrfs and others make inodes as they go, and give 0 for their number.
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
        // stat(2) counts in units of 512 bytes, whatever the size of the disk's blocks is.
        let (allocated, overflow) = Int64(status.st_blocks).multipliedReportingOverflow(by: 512)
        self.init(
            size: Int64(status.st_size),
            allocatedBytes: overflow ? .max : allocated,
            isRegular: status.st_mode & S_IFMT == S_IFREG,
            device: UInt64(truncatingIfNeeded: status.st_dev),
            inode: UInt64(truncatingIfNeeded: status.st_ino),
            modifiedSeconds: Int64(modified.tv_sec),
            modifiedNanoseconds: Int64(modified.tv_nsec)
        )
    }
}
