/// What stat(2) says of a file, as far as the store asks.
struct FileStatus: Hashable, Sendable {
    /// Bytes.
    var size: Int64
    /// Bytes that it takes on the disk, which are fewer where it has holes.
    var allocatedBytes: Int64
    /// Whether it is a plain file, not a folder or a device.
    var isRegular: Bool
    /// The device that holds it.
    var device: UInt64
    /// The number of the file on its device.
    var inode: UInt64
    /// When its bytes were last changed, in seconds since 1970.
    var modifiedSeconds: Int64
    /// The rest of that time, in nanoseconds.
    var modifiedNanoseconds: Int64

    /// Whether both are one file, whatever its names.
    func isSameFile(as other: FileStatus) -> Bool {
        device == other.device && inode == other.inode
    }
}
