/// The lock of one file, held as long as this value exists: alone, or shared with others.
///
/// The kernel keeps the lock on the open file and frees it when the process ends, in whatever way; no process id is involved.
/// The owner of a lock file must not rename it, and removes it only while holding it: waiting processes have the same file
/// open, and notice in ``attempt(_:through:)`` that it has lost its name.
struct FileLock: ~Copyable, Sendable {
    private let file: OpenFile

    /// Whom a lock keeps out.
    enum Kind: Hashable, Sendable {
        /// Everyone.
        case exclusive
        /// Those who want it exclusively. The file must exist, and need not be writable.
        case shared
    }

    /// The result of one attempt.
    enum Attempt: ~Copyable, Sendable {
        /// The lock was free, and is now held by this value.
        case taken(FileLock)
        /// Another owner holds the lock.
        case held
        /// The file system does not support locks.
        case unsupported

        /// The lock, if it was taken.
        consuming func taken() -> FileLock? {
            switch consume self {
            case .taken(let lock): lock
            case .held: nil
            case .unsupported: nil
            }
        }
    }

    private init(_ file: consuming OpenFile) {
        self.file = file
    }

    /// Tries to take the lock of the file at `path`, which is created if missing unless `kind` is ``Kind/shared``, without
    /// waiting.
    static func attempt(
        _ path: String, _ kind: Kind = .exclusive, through calls: any FileSystemCalls
    ) throws(StoreError) -> Attempt {
        while true {
            let file = try OpenFile(path, for: kind == .shared ? .read : .update, through: calls)
            switch try kind == .shared ? calls.lockShared(file.descriptor) : calls.lock(file.descriptor) {
            case .held: return .held
            case .unsupported: return .unsupported
            case .taken: break
            }
            // A sweeper removes lock files, each while holding it. If that happened between open and lock, this file no longer
            // has a name, and its lock excludes no one: try again.
            let opened = try calls.status(of: file.descriptor)
            if let named = try calls.status(at: path), named.isSameFile(as: opened) { return .taken(FileLock(file)) }
        }
    }

    /// Takes the lock of the file at `path` if it is free and locks are supported, without waiting.
    static func takenAtOnce(_ path: String, through calls: any FileSystemCalls) throws(StoreError) -> FileLock? {
        try attempt(path, through: calls).taken()
    }

    /// Frees the lock.
    consuming func free() {}
}

/// A wait for a lock that another process, or another task of this one, holds.
///
/// The wait ends when the lock is free, when its holder makes no progress for too long, or when the task is cancelled.
struct LockWait {
    /// How long the holder may make no progress.
    let patience: Duration
    /// The file that the holder writes to: a change of its status is progress.
    let watched: String
    /// Called once, when the wait begins.
    let started: (@Sendable () -> Void)?

    /// Takes the lock of the file at `path`; the result is ``FileLock/Attempt/held`` after ``patience`` without progress.
    func take(
        _ path: String, _ kind: FileLock.Kind = .exclusive, through calls: any FileSystemCalls
    ) async throws(StoreError) -> FileLock.Attempt {
        let clock = ContinuousClock()
        var pause = Duration.milliseconds(2)
        var lastStatus: FileStatus?
        var lastProgressAt = clock.now
        var isFirst = true
        while true {
            switch try FileLock.attempt(path, kind, through: calls) {
            case .taken(let lock): return .taken(lock)
            case .unsupported: return .unsupported
            case .held: break
            }
            if isFirst { started?() }
            isFirst = false
            let status = try calls.status(at: watched)
            if status != lastStatus { (lastStatus, lastProgressAt) = (status, clock.now) }
            guard clock.now - lastProgressAt < patience else { return .held }
            // F_OFD_SETLKW would block its thread until the lock is free, and could not be cancelled. So the lock is polled, at
            // growing intervals.
            do { try await Task.sleep(for: pause) } catch { throw .cancelled }
            pause = min(pause * 2, .milliseconds(100))
        }
    }

    /// Takes the lock of `files`, in a folder that is created if missing, and that another process may remove at any time.
    func take(_ files: IngestPaths, through calls: any FileSystemCalls) async throws(StoreError) -> FileLock.Attempt {
        for _ in 0..<Self.folderTries {
            do throws(StoreError) {
                return try await take(files.lock, through: calls)
            } catch {
                guard error.hasCode(where: SystemCode.isMissing) else { throw error }
                try calls.makeFolders(files.folder)
            }
        }
        return try await take(files.lock, through: calls)
    }

    /// A try fails only if another process removes the folder between its creation and its use.
    private static let folderTries = 16
}
