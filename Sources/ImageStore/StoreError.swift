import ImageModel

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Why an operation on the store or on a file failed.
///
/// A failed operation leaves nothing half done: every file under its final name is whole.
package enum StoreError: Error, Hashable, Sendable {
    /// A system call failed with the errno `code`.
    case system(FileOperation, path: String, code: Int32)
    /// A file or folder could not be created, because its file system has no free inodes; it may have free bytes.
    case noInodes(FileOperation, path: String)
    /// The bytes at `path` do not have the digest that their name states.
    case wrongDigest(path: String, expected: Digest, actual: Digest)
    /// The file at `path` does not have the expected length.
    case wrongSize(path: String, expected: Int64, actual: Int64)
    /// The document at `path` is longer than the limit for its kind.
    case tooLarge(path: String, size: Int64, limit: Int)
    /// The file at `path` is not valid; `problem` is the first thing wrong with it.
    case malformed(path: String, problem: String)
    /// The folder's `oci-layout` names a version that this program does not support.
    case unsupportedLayout(path: String, version: String)
    /// The store was written by a later version of this program.
    case newerStore(path: String, version: Int)
    /// Another process holds the lock at `path`, and has made no progress for `seconds`.
    case locked(path: String, seconds: Int64)
    /// libcrypto could not be loaded; the text is the loader's message.
    case library(String)
    /// libcrypto's `function` failed.
    case hashing(function: String)
    /// The ingest of `path` has ended already.
    case ended(path: String)
    /// The task was cancelled during a wait.
    case cancelled
}

extension StoreError {
    /// Whether the disk, its inodes or a quota are used up.
    package var isFull: Bool { hasCode(where: SystemCode.isFull) }

    /// Whether a system call failed with an errno of a group of ``SystemCode``.
    func hasCode(where isInGroup: (Int32) -> Bool) -> Bool {
        systemCode.map(isInGroup) ?? false
    }

    /// The errno of the failed system call.
    package var systemCode: Int32? {
        switch self {
        case .system(_, _, let code): code
        case .noInodes: ENOSPC
        default: nil
        }
    }

    /// The operation that the system call was part of.
    package var operation: FileOperation? {
        switch self {
        case .system(let operation, _, _), .noInodes(let operation, _): operation
        default: nil
        }
    }

    /// The file or folder concerned.
    package var path: String? {
        switch self {
        case .system(_, let path, _), .noInodes(_, let path), .wrongDigest(let path, _, _), .wrongSize(let path, _, _),
            .tooLarge(let path, _, _),
            .malformed(let path, _), .unsupportedLayout(let path, _), .newerStore(let path, _), .locked(let path, _),
            .ended(let path):
            path
        case .library, .hashing, .cancelled: nil
        }
    }
}

extension StoreError {
    /// A file that makes a folder a store, apart from its blobs.
    package enum FrameFile: String, Hashable, Sendable {
        /// The version of the layout.
        case layout = "oci-layout"
        /// The list of the images.
        case index = "index.json"
        /// The version of the local store.
        case version = "resolve-store"
    }

    /// The file of a store's frame that cannot be used, and its path; `nil` if the error is about anything else.
    package var damagedFrame: (file: FrameFile, path: String)? {
        switch self {
        case .malformed(let path, _), .tooLarge(let path, _, _):
            let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] }
            return FrameFile(rawValue: String(name ?? path[...])).map { ($0, path) }
        default: return nil
        }
    }
}

extension StoreError: CustomStringConvertible {
    /// The sentence for the command line and for logs.
    package var description: String {
        switch self {
        case .system(let operation, let path, let code):
            "\(operation.rawValue) '\(path)': \(SystemCode.sentence(code))"
        case .noInodes(let operation, let path):
            "\(operation.rawValue) '\(path)': the file system has no free inodes (errno \(ENOSPC))"
        case .wrongDigest(let path, let expected, let actual): "'\(path)' has digest \(actual), not \(expected)"
        case .wrongSize(let path, let expected, let actual): "'\(path)' has \(actual) bytes, not \(expected)"
        case .tooLarge(let path, let size, let limit):
            "'\(path)' has \(size) bytes, more than the limit of \(limit)"
        case .malformed(let path, let problem): "'\(path)' \(problem)"
        case .unsupportedLayout(let path, let version):
            "'\(path)' has the layout version '\(Printable.escaped(version))', not 1.0.0"
        case .newerStore(let path, let version):
            "'\(path)' has version \(version); this program supports versions up to \(StoreFormat.version)"
        case .locked(let path, let seconds):
            "'\(path)' is locked by another process, which has made no progress for \(seconds) seconds"
        case .library(let message): "libcrypto cannot be loaded: \(message)"
        case .hashing(let function): "libcrypto's \(function) failed"
        case .ended(let path): "the ingest of '\(path)' has ended"
        case .cancelled: "cancelled while waiting for the store"
        }
    }
}

/// What was being done to a file or folder when a system call failed.
package enum FileOperation: String, Hashable, Sendable {
    /// Opening or creating a file.
    case opening
    /// Closing a file.
    case closing
    /// Reading a file's bytes.
    case reading
    /// Writing a file's bytes.
    case writing
    /// Reading a file's size, kind or times.
    case examining
    /// Changing a file's length.
    case resizing
    /// Setting blocks aside for a file.
    case reservingSpace = "reserving space for"
    /// Flushing a file or folder to the disk.
    case syncing
    /// Making a file read-only.
    case protecting
    /// Taking a file's lock.
    case locking
    /// Renaming a file to its final name.
    case renaming
    /// Linking a file under a second name.
    case linking
    /// Removing a file or folder.
    case removing
    /// Creating a symbolic link, a device or a pipe.
    case creating
    /// Setting the owner, mode, times or extended attributes of a file.
    case settingAttributes = "setting the attributes of"
    /// Creating a folder.
    case makingFolder = "creating the directory"
    /// Listing a folder.
    case listing
    /// Reading the free space of a disk.
    case measuringSpace = "measuring the free space at"
}

/// Groups of errno values, and their text.
enum SystemCode {
    /// The code for a path that is not a directory (ENOTDIR).
    static let noFolder = ENOTDIR
    /// The code of a file system without locks (ENOLCK).
    static let noLocks = ENOLCK

    /// Whether `code` means that blocks or inodes (ENOSPC) or a quota (EDQUOT) are used up.
    static func isFull(_ code: Int32) -> Bool {
        code == ENOSPC || code == EDQUOT
    }

    /// Whether `code` means that a path, or one of its parent folders, does not exist.
    static func isMissing(_ code: Int32) -> Bool {
        code == ENOENT || code == ENOTDIR
    }

    /// Whether `code` means that a folder is not empty.
    static func isOccupied(_ code: Int32) -> Bool {
        code == ENOTEMPTY || code == EEXIST
    }

    /// Whether `code` means that permission is missing or the file system is read-only.
    static func isForbidden(_ code: Int32) -> Bool {
        code == EACCES || code == EPERM || code == EROFS
    }

    /// Whether `code` means that the file system does not support the call, so that a fallback is needed.
    ///
    /// Where fsync(2) of a folder or F_OFD_SETLK is not supported, it fails with EINVAL.
    static func isUnsupported(_ code: Int32) -> Bool {
        code == EOPNOTSUPP || code == ENOTSUP || code == ENOSYS || code == EINVAL
    }

    /// Whether `code` means that the file system has no locks: NFS without a lock daemon fails with ENOLCK.
    static func refusesLocks(_ code: Int32) -> Bool {
        code == ENOLCK || isUnsupported(code)
    }

    /// Whether `code` means that link(2) cannot work but a copy can: another file system, links forbidden, too many links.
    static func refusesLinks(_ code: Int32) -> Bool {
        code == EXDEV || code == EPERM || code == EMLINK || code == EACCES || isUnsupported(code)
    }

    /// The system's message for `code`, in lower case, and its number.
    static func sentence(_ code: Int32) -> String {
        let words = String(cString: strerror(code))
        return words.prefix(1).lowercased() + words.dropFirst() + " (errno \(code))"
    }
}
