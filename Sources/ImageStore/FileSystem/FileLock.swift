/// The lock of one file, ours while this value lives.
///
/// The lock is the kernel's, on the open file: it ends with the process, however that ends, and no process id plays a part.
/// A lock file's owner neither renames nor removes it: who waits for it has it open, and would go on waiting for a file
/// that nobody else can find any more.
struct FileLock: ~Copyable, Sendable {
    private let file: OpenFile

    /// What became of one try.
    enum Attempt: ~Copyable, Sendable {
        /// It is ours.
        case taken(FileLock)
        /// Somebody else has it.
        case held
        /// Locks do not work on this file system.
        case unsupported

        /// The lock, if it is ours.
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

    /// Tries to take the lock of the file at `path`, which is made when missing, without waiting.
    static func attempt(_ path: String, through calls: any FileSystemCalls) throws(StoreError) -> Attempt {
        while true {
            let file = try OpenFile(path, for: .update, through: calls)
            switch try calls.lock(file.descriptor) {
            case .held: return .held
            case .unsupported: return .unsupported
            case .taken: break
            }
            // Who clears a folder away removes lock files, each while holding it. If that was between our opening and our
            // locking, this is the lock of a file that others no longer find: look again.
            let ours = try calls.status(of: file.descriptor)
            if let named = try calls.status(at: path), named.isSameFile(as: ours) { return .taken(FileLock(file)) }
        }
    }

    /// Takes the lock of the file at `path` if that is free and locks work, without waiting.
    static func takenAtOnce(_ path: String, through calls: any FileSystemCalls) throws(StoreError) -> FileLock? {
        try attempt(path, through: calls).taken()
    }

    /// Frees the lock.
    consuming func free() {}
}

/// A wait for a lock that another process, or another task of this one, holds.
///
/// It ends when the lock is free, when the holder shows no sign of life for too long, or with the task.
struct LockWait {
    /// How long the holder may show no sign of life.
    let patience: Duration
    /// The file in which the holder shows signs of life, by writing to it.
    let watched: String
    /// Told once, when the wait begins.
    let started: (@Sendable () -> Void)?

    /// Takes the lock of the file at `path`; ``FileLock/Attempt/held`` means that patience ran out.
    func take(_ path: String, through calls: any FileSystemCalls) async throws(StoreError) -> FileLock.Attempt {
        let clock = ContinuousClock()
        var pause = Duration.milliseconds(2)
        var lastSign = try calls.status(at: watched)
        var lastSignAt = clock.now
        var isFirst = true
        while true {
            switch try FileLock.attempt(path, through: calls) {
            case .taken(let lock): return .taken(lock)
            case .unsupported: return .unsupported
            case .held: break
            }
            if isFirst { started?() }
            isFirst = false
            let sign = try calls.status(at: watched)
            if sign != lastSign { (lastSign, lastSignAt) = (sign, clock.now) }
            guard clock.now - lastSignAt < patience else { return .held }
            // A lock that another process frees is no event that a program can wait for and still be cancelled: F_OFD_SETLKW
            // would block its thread until then. So it is asked again, less and less often.
            do { try await Task.sleep(for: pause) } catch { throw .cancelled }
            pause = min(pause * 2, .milliseconds(100))
        }
    }

    /// Takes the lock of some files, in a folder that is made when missing, and that another process may be clearing away.
    func take(_ files: IngestPaths, through calls: any FileSystemCalls) async throws(StoreError) -> FileLock.Attempt {
        for _ in 0..<Self.folderTries {
            do throws(StoreError) {
                return try await take(files.lock, through: calls)
            } catch {
                guard let code = error.systemCode, SystemCode.isMissing(code) else { throw error }
                try calls.makeFolders(files.folder)
            }
        }
        return try await take(files.lock, through: calls)
    }

    /// Each try fails only if another process ends its work in the moment between making and using the folder.
    private static let folderTries = 16
}
