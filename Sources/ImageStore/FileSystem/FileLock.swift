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
