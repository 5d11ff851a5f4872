import Synchronization

/// A claim on a store, held until it is ended, that keeps processes that prune it apart from those that use it.
///
/// The lock is that of the file `oci-layout`, which each store has and which is never replaced while it is valid. Any number of
/// processes may use a store at a time; a process that prunes it is alone.
package final class StoreHold: Sendable {
    /// `nil` after the end, and on a file system without locks. It has one owner, which ends it from whatever thread.
    private let lock: Mutex<FileLock?>

    fileprivate init(_ lock: consuming FileLock?) {
        self.lock = Mutex(lock)
    }

    /// Ends the claim.
    package func end() { lock.withLock { $0 = nil } }
}

extension ImageStore {
    /// How long the other process may make no progress.
    private static let holdPatience = Duration.seconds(600)

    /// Keeps other processes from pruning the store; `waiting` is called once if one does that now.
    ///
    /// Blobs that are found present later stay present. The store may be read-only. Without locks, and without a layout, the
    /// claim has no effect.
    package func hold(waiting: (@Sendable () -> Void)? = nil) async throws(StoreError) -> StoreHold {
        do throws(StoreError) {
            return try await hold(.shared, waiting) ?? StoreHold(nil)
        } catch {
            guard error.hasCode(where: SystemCode.isMissing) else { throw error }
            return StoreHold(nil)
        }
    }

    /// Keeps all other processes from using the store; `waiting` is called once if one uses it now. `nil` on a file system
    /// without locks.
    func holdAlone(waiting: (@Sendable () -> Void)?) async throws(StoreError) -> StoreHold? {
        try await hold(.exclusive, waiting)
    }

    private func hold(
        _ kind: FileLock.Kind, _ waiting: (@Sendable () -> Void)?
    ) async throws(StoreError) -> StoreHold? {
        // Pulls change the folder of blobs in progress, and pruning the folder of the blobs.
        let watched = kind == .shared ? paths.blobFolder(.sha256) : paths.ingest
        let wait = LockWait(patience: Self.holdPatience, watched: watched, started: waiting)
        let attempt = try await wait.take(paths.layout, kind, through: calls)
        switch consume attempt {
        case .taken(let lock): return StoreHold(lock)
        case .unsupported: return nil
        case .held: throw .locked(path: paths.layout, seconds: Self.holdPatience.components.seconds)
        }
    }
}
