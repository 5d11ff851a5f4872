/// The system calls that the store makes, each one method, so that tests can record them, refuse them and play them back.
///
/// A call that a signal interrupts is made again.
protocol FileSystemCalls: Sendable {
    /// The corresponding C function is open(2).
    func open(_ path: String, for access: FileAccess) throws(StoreError) -> FileDescriptor
    /// The corresponding C function is close(2). The number is free afterwards, whatever it answers.
    func close(_ file: FileDescriptor) throws(StoreError)
    /// Reads at most the buffer's length, and gives how much it was; 0 is the file's end. pread(2).
    func read(_ file: FileDescriptor, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(StoreError)
        -> Int
    /// Writes all of `bytes`. pwrite(2).
    func write(_ file: FileDescriptor, _ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError)
    /// The corresponding C function is fstat(2).
    func status(of file: FileDescriptor) throws(StoreError) -> FileStatus
    /// `nil` where there is no such file. stat(2).
    func status(at path: String) throws(StoreError) -> FileStatus?
    /// The corresponding C function is ftruncate(2).
    func setLength(of file: FileDescriptor, to size: Int64) throws(StoreError)
    /// Sets blocks aside for bytes 0..<`size`, and makes the file that long. fallocate(2).
    func preallocate(_ file: FileDescriptor, size: Int64) throws(StoreError)
    /// Begins to write a range to the disk, without waiting. sync_file_range(2).
    func startWriteback(of file: FileDescriptor, offset: Int64, length: Int64)
    /// Waits until the file's bytes are on the disk. fdatasync(2).
    func syncData(of file: FileDescriptor) throws(StoreError)
    /// Waits until the folder's entries are on the disk. fsync(2).
    func syncFolder(_ path: String) throws(StoreError)
    /// Gives the file the mode 0444. fchmod(2).
    func protect(_ file: FileDescriptor) throws(StoreError)
    /// Gives the file the mode 0644 again. chmod(2).
    func unprotect(_ path: String) throws(StoreError)
    /// Tries to take the file's lock, without waiting. fcntl(2) F_OFD_SETLK.
    func lock(_ file: FileDescriptor) throws(StoreError) -> LockAnswer
    /// The corresponding C function is rename(2).
    func rename(_ path: String, to newPath: String) throws(StoreError)
    /// The corresponding C function is link(2).
    func link(_ path: String, as newPath: String) throws(StoreError)
    /// Removes a file; one that is not there is no error. unlink(2).
    func remove(_ path: String) throws(StoreError)
    /// Makes a folder; one that is there is no error. mkdir(2).
    func makeFolder(_ path: String) throws(StoreError)
    /// Removes an empty folder. rmdir(2).
    func removeFolder(_ path: String) throws(StoreError)
    /// The names in a folder, without `.` and `..`, in no order; none where there is no such folder. readdir(3).
    func names(in path: String) throws(StoreError) -> [String]
    /// The corresponding C function is statvfs(3).
    func freeSpace(at path: String) throws(StoreError) -> FreeSpace
}
