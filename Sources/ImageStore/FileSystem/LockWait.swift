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
