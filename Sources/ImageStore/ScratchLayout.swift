#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A layout that exists only while an archive is made of it, under a lock that keeps out other processes.
///
/// After a failure it may stay, so that a later pull resumes from it.
package final class ScratchLayout: Sendable {
    /// The folder of the layout.
    package let path: String
    private let calls: any FileSystemCalls
    /// The lock, held as long as this value exists; `nil` on a file system without locks.
    private let lock: FileLock?

    /// Takes the lock of the layout at `path`, which is created if missing; `waiting` is called once if another process holds
    /// the lock.
    package init(_ path: String, waiting: @escaping @Sendable () -> Void) async throws(StoreError) {
        self.path = path
        let calls = PosixFileSystem()
        self.calls = calls
        lock = try await Self.lock(of: path, through: calls, waiting: waiting)
        guard lock != nil else { return }
        // Archives of a killed process, which cannot be continued.
        for name in try calls.names(in: path) where NewFile.isTemporary(name) { try calls.remove("\(path)/\(name)") }
    }

    /// Removes the lock's file. What can be resumed stays; this value must not be used any more.
    package func keep() throws(StoreError) {
        if lock != nil { try calls.remove("\(path)/\(Self.lockName)") }
    }

    /// A name that no other layout has.
    package static func uniqueName() -> String { RandomSuffix.make() }

    /// Removes the layout with everything in it. A link in it is removed, not followed.
    package func remove() throws(StoreError) {
        guard lock != nil else { return try Self.removeTree(path, depth: 0, through: calls) }
        // Another process takes the layout as soon as the lock's file is gone, and would lose what is removed later.
        for name in try calls.names(in: path) where name != Self.lockName {
            try Self.removeTree("\(path)/\(name)", depth: 1, through: calls)
        }
        try calls.remove("\(path)/\(Self.lockName)")
        do throws(StoreError) {
            try calls.removeFolder(path)
        } catch {
            // Then it is the layout of another process, or that has removed it.
            guard (try? calls.names(in: path))?.isEmpty == true else { return }
            throw error
        }
    }

    /// Removes the layouts of killed processes in `folder`: those whose names begin with `prefix`, unchanged since `limit`, in
    /// seconds since 1970.
    package static func removeForgotten(_ prefix: String, in folder: String, since limit: Int64) {
        let calls = PosixFileSystem()
        for name in (try? calls.names(in: folder)) ?? [] where name.hasPrefix(prefix) {
            let path = "\(folder)/\(name)"
            guard let status = try? calls.status(at: path), status.modifiedSeconds < limit else { continue }
            try? removeTree(path, depth: 0, through: calls)
        }
    }

    /// The name of the lock's file.
    package static let lockName = ".lock"
    /// How long another process may hold the lock without a change in the layout.
    private static let patience = Duration.seconds(600)
    /// A try fails only if another process removes the layout between its creation and the lock.
    private static let tries = 16
    /// The deepest folder that is removed; a layout has two levels.
    private static let deepest = 8

    private static func lock(
        of path: String, through calls: any FileSystemCalls, waiting: @escaping @Sendable () -> Void
    ) async throws(StoreError) -> FileLock? {
        let file = "\(path)/\(lockName)"
        for attempt in 0..<tries {
            try calls.makeFolders(path)
            guard !isLink(path) else { throw .system(.opening, path: path, code: SystemCode.noFolder) }
            let wait = LockWait(patience: patience, watched: path, started: attempt == 0 ? waiting : nil)
            do throws(StoreError) {
                let attempt = try await wait.take(file, through: calls)
                switch consume attempt {
                case .taken(let lock): return lock
                case .unsupported: return nil
                case .held: throw .locked(path: file, seconds: patience.components.seconds)
                }
            } catch {
                // The holder has removed the layout together with its lock.
                guard error.hasCode(where: SystemCode.isMissing) else { throw error }
            }
        }
        throw .locked(path: file, seconds: patience.components.seconds)
    }

    /// Whether there is a symbolic link, which leads to files that are not this layout's.
    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    private static func removeTree(
        _ path: String, depth: Int, through calls: any FileSystemCalls
    ) throws(StoreError) {
        do throws(StoreError) {
            try calls.remove(path)
        } catch {
            // unlink(2) of a folder fails with EISDIR on Linux and with EPERM elsewhere.
            guard depth < deepest, (try? calls.status(at: path)?.isRegular) == false else { throw error }
            for name in try calls.names(in: path) {
                try removeTree("\(path)/\(name)", depth: depth + 1, through: calls)
            }
            try calls.removeFolder(path)
        }
    }
}
