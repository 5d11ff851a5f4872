import ImageModel

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Why the store could not do what was asked of it.
///
/// Nothing is half done when one is thrown: what is under its final name is whole.
package enum StoreError: Error, Hashable, Sendable {
    /// The system refused: `code` is errno.
    case system(FileOperation, path: String, code: Int32)
    /// The bytes at `path` have another digest than their name says.
    case wrongDigest(path: String, expected: Digest, actual: Digest)
    /// The file at `path` has another length than it must.
    case wrongSize(path: String, expected: Int64, actual: Int64)
    /// The document at `path` is longer than what is read of one.
    case tooLarge(path: String, size: Int64, limit: Int)
    /// The file at `path` is not what its name says; `problem` is the first thing wrong.
    case malformed(path: String, problem: String)
    /// The folder's `oci-layout` names a version that this program does not know.
    case unsupportedLayout(path: String, version: String)
    /// The store was made by a later version of this program.
    case newerStore(path: String, version: Int)
    /// Somebody else holds the lock at `path`, and has shown no sign of life for `seconds`.
    case locked(path: String, seconds: Int64)
    /// libcrypto could not be loaded: the loader's words.
    case library(String)
    /// libcrypto's `function` refused.
    case hashing(function: String)
    /// The ingest of `path` has ended already.
    case ended(path: String)
    /// The task was cancelled while it waited.
    case cancelled
}

extension StoreError {
    /// Whether there was no room: the disk, its inodes or a quota are used up.
    package var isFull: Bool {
        guard let code = systemCode else { return false }
        return SystemCode.isFull(code)
    }

    /// The errno of a call that the system refused.
    package var systemCode: Int32? {
        if case .system(_, _, let code) = self { code } else { nil }
    }

    /// What was being done when the system refused.
    package var operation: FileOperation? {
        if case .system(let operation, _, _) = self { operation } else { nil }
    }

    /// The file or folder that it is about.
    package var path: String? {
        switch self {
        case .system(_, let path, _), .wrongDigest(let path, _, _), .wrongSize(let path, _, _),
            .tooLarge(let path, _, _),
            .malformed(let path, _), .unsupportedLayout(let path, _), .newerStore(let path, _), .locked(let path, _),
            .ended(let path):
            path
        case .library, .hashing, .cancelled: nil
        }
    }
}

extension StoreError: CustomStringConvertible {
    /// The sentence for the command line and for logs.
    package var description: String {
        switch self {
        case .system(let operation, let path, let code):
            "\(operation.rawValue) '\(path)': \(SystemCode.sentence(code))"
        case .wrongDigest(let path, let expected, let actual): "'\(path)' has digest \(actual), not \(expected)"
        case .wrongSize(let path, let expected, let actual): "'\(path)' has \(actual) bytes, not \(expected)"
        case .tooLarge(let path, let size, let limit):
            "'\(path)' has \(size) bytes, more than the \(limit) that are read"
        case .malformed(let path, let problem): "'\(path)' \(problem)"
        case .unsupportedLayout(let path, let version):
            "'\(path)' names the layout version '\(Printable.escaped(version))', not 1.0.0"
        case .newerStore(let path, let version):
            "'\(path)' says version \(version); this program knows no store later than version \(StoreFormat.version)"
        case .locked(let path, let seconds): "'\(path)' is locked by another process, idle for \(seconds) seconds"
        case .library(let words): "libcrypto cannot be loaded: \(words)"
        case .hashing(let function): "libcrypto's \(function) refused"
        case .ended(let path): "the ingest of '\(path)' has ended"
        case .cancelled: "cancelled while waiting for the store"
        }
    }
}

/// What was being done to a file or folder when the system refused it.
package enum FileOperation: String, Hashable, Sendable {
    /// Opening or creating a file.
    case opening
    /// Closing a file.
    case closing
    /// Reading a file's bytes.
    case reading
    /// Writing a file's bytes.
    case writing
    /// Asking for a file's size, kind or times.
    case examining
    /// Changing a file's length.
    case resizing
    /// Setting blocks aside for a file.
    case reservingSpace = "reserving space for"
    /// Waiting until a file or folder is on the disk.
    case syncing
    /// Making a file read-only.
    case protecting
    /// Taking a file's lock.
    case locking
    /// Giving a file its final name.
    case renaming
    /// Giving a file a second name.
    case linking
    /// Removing a file or folder.
    case removing
    /// Making a folder.
    case makingFolder = "making the folder"
    /// Listing a folder.
    case listing
    /// Asking how much room a disk has.
    case measuringSpace = "measuring the free space at"
}

/// The numbers of errno, read.
enum SystemCode {
    /// That something stands where a folder is wanted (ENOTDIR).
    static let noFolder = ENOTDIR

    /// Whether `code` says that no room is left: blocks or inodes (ENOSPC), or a quota (EDQUOT).
    static func isFull(_ code: Int32) -> Bool {
        code == ENOSPC || code == EDQUOT
    }

    /// Whether `code` says that a path, or a folder on the way to it, does not exist.
    static func isMissing(_ code: Int32) -> Bool {
        code == ENOENT || code == ENOTDIR
    }

    /// Whether `code` says that a folder is not empty.
    static func isOccupied(_ code: Int32) -> Bool {
        code == ENOTEMPTY || code == EEXIST
    }

    /// Whether `code` says that this user may not, or nobody may.
    static func isForbidden(_ code: Int32) -> Bool {
        code == EACCES || code == EPERM || code == EROFS
    }

    /// Whether `code` says that the file system has no such call, and that another way is to be taken.
    ///
    /// EINVAL is what fsync(2) of a folder and F_OFD_SETLK answer where they are not known.
    static func isUnsupported(_ code: Int32) -> Bool {
        code == EOPNOTSUPP || code == ENOTSUP || code == ENOSYS || code == EINVAL
    }

    /// Whether `code` says that locks do not work here: an NFS without a lock daemon answers ENOLCK.
    static func refusesLocks(_ code: Int32) -> Bool {
        code == ENOLCK || isUnsupported(code)
    }

    /// Whether `code` is one of link(2)'s answers that a copy gets around: another file system, links forbidden, too many.
    static func refusesLinks(_ code: Int32) -> Bool {
        code == EXDEV || code == EPERM || code == EMLINK || code == EACCES || isUnsupported(code)
    }

    /// The system's words for `code`, without a capital, and its number.
    static func sentence(_ code: Int32) -> String {
        let words = String(cString: strerror(code))
        return words.prefix(1).lowercased() + words.dropFirst() + " (errno \(code))"
    }
}
