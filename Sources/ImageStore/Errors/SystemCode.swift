#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

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
