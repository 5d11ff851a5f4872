import Synchronization

@testable import ImageStore

/// The machine's file system, which records changes and fails calls on request.
final class RecordingFileSystem: FileSystemCalls {
    /// Returns the errno of a call to fail, and 0 for a call to make.
    typealias Refusal = @Sendable (_ operation: FileOperation, _ path: String) -> Int32

    private let posix = PosixFileSystem()
    private let refusal: Mutex<Refusal>
    private let records = Mutex<[SystemCallRecord]>([])
    private let locks: LockAnswer?

    /// Fails calls as `refusal` says; `locks`, if given, is the result of every attempt to lock.
    init(locks: LockAnswer? = nil, refusing refusal: @escaping Refusal = { _, _ in 0 }) {
        self.locks = locks
        self.refusal = Mutex(refusal)
    }

    /// The calls so far.
    var trace: [SystemCallRecord] { records.withLock { $0 } }

    /// Changes which calls fail.
    func refuse(_ refusal: @escaping Refusal) {
        self.refusal.withLock { $0 = refusal }
    }

    private func note(_ record: SystemCallRecord) {
        records.withLock { $0.append(record) }
    }

    private func check(_ operation: FileOperation, _ path: String) throws(StoreError) {
        let code = refusal.withLock { $0 }(operation, path)
        if code != 0 { throw .system(operation, path: path, code: code) }
    }

    func open(_ path: String, for access: FileAccess) throws(StoreError) -> FileDescriptor {
        try check(.opening, path)
        let file = try posix.open(path, for: access)
        note(.open(path, access, number: file.number))
        return file
    }

    func close(_ file: FileDescriptor) throws(StoreError) {
        // Recorded before the call: after it, another thread may get the same descriptor.
        note(.close(file.number))
        try posix.close(file)
        try check(.closing, file.path)
    }

    func read(
        _ file: FileDescriptor, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
    ) throws(StoreError) -> Int {
        try check(.reading, file.path)
        return try posix.read(file, into: buffer, at: offset)
    }

    func write(_ file: FileDescriptor, _ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError) {
        try check(.writing, file.path)
        try posix.write(file, bytes, at: offset)
        note(.write(file.number, offset: Int(offset), bytes: Array(bytes)))
    }

    func status(of file: FileDescriptor) throws(StoreError) -> FileStatus { try posix.status(of: file) }

    func status(at path: String) throws(StoreError) -> FileStatus? {
        try check(.examining, path)
        return try posix.status(at: path)
    }

    func setLength(of file: FileDescriptor, to size: Int64) throws(StoreError) {
        try check(.resizing, file.path)
        try posix.setLength(of: file, to: size)
        note(.setLength(file.number, size))
    }

    func preallocate(_ file: FileDescriptor, size: Int64) throws(StoreError) {
        try check(.reservingSpace, file.path)
        try posix.preallocate(file, size: size)
        note(.preallocate(file.number, size))
    }

    func startWriteback(of file: FileDescriptor, offset: Int64, length: Int64) {
        posix.startWriteback(of: file, offset: offset, length: length)
    }

    func syncData(of file: FileDescriptor) throws(StoreError) {
        try check(.syncing, file.path)
        try posix.syncData(of: file)
        note(.syncData(file.number))
    }

    func syncFolder(_ path: String) throws(StoreError) {
        try check(.syncing, path)
        try posix.syncFolder(path)
        note(.syncFolder(path))
    }

    func protect(_ file: FileDescriptor) throws(StoreError) {
        try check(.protecting, file.path)
        try posix.protect(file)
        note(.protect(file.number))
    }

    func unprotect(_ path: String) throws(StoreError) {
        try check(.protecting, path)
        try posix.unprotect(path)
        note(.unprotect(path))
    }

    func lock(_ file: FileDescriptor) throws(StoreError) -> LockAnswer {
        try check(.locking, file.path)
        let answer = if let locks { locks } else { try posix.lock(file) }
        if answer == .taken { note(.lock(file.path)) }
        return answer
    }

    func lockShared(_ file: FileDescriptor) throws(StoreError) -> LockAnswer {
        try check(.locking, file.path)
        return if let locks { locks } else { try posix.lockShared(file) }
    }

    func rename(_ path: String, to newPath: String) throws(StoreError) {
        try check(.renaming, path)
        try posix.rename(path, to: newPath)
        note(.rename(path, newPath))
    }

    func link(_ path: String, as newPath: String) throws(StoreError) {
        try check(.linking, newPath)
        try posix.link(path, as: newPath)
        note(.link(path, newPath))
    }

    func remove(_ path: String) throws(StoreError) {
        try check(.removing, path)
        try posix.remove(path)
        note(.remove(path))
    }

    func makeFolder(_ path: String) throws(StoreError) {
        try check(.makingFolder, path)
        try posix.makeFolder(path)
        note(.makeFolder(path))
    }

    func removeFolder(_ path: String) throws(StoreError) {
        try check(.removing, path)
        try posix.removeFolder(path)
        note(.removeFolder(path))
    }

    func names(in path: String) throws(StoreError) -> [String] {
        try check(.listing, path)
        return try posix.names(in: path)
    }

    func freeSpace(at path: String) throws(StoreError) -> FreeSpace {
        try check(.measuringSpace, path)
        return try posix.freeSpace(at: path)
    }
}
