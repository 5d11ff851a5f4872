@testable import ImageStore

/// One system call that changed or synced something on the disk.
enum SystemCallRecord: Hashable, Sendable {
    case open(String, FileAccess, number: Int32)
    case close(Int32)
    case write(Int32, offset: Int, bytes: [UInt8])
    case setLength(Int32, Int64)
    case preallocate(Int32, Int64)
    case syncData(Int32)
    case syncFolder(String)
    case protect(Int32)
    case unprotect(String)
    case lock(String)
    case rename(String, String)
    case link(String, String)
    case remove(String)
    case makeFolder(String)
    case removeFolder(String)
}
