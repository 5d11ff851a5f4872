/// The room that a file system has left for this user.
package struct FreeSpace: Hashable, Sendable {
    /// Bytes.
    package var bytes: Int64
    /// Files that can still be made; `nil` where the file system sets no number.
    package var files: Int64?

    /// A room of so many bytes and files.
    package init(bytes: Int64, files: Int64?) {
        self.bytes = bytes
        self.files = files
    }

    /// Whether so many more bytes in so many more files fit.
    package func holds(bytes: Int64, files: Int64) -> Bool {
        bytes <= self.bytes && files <= self.files ?? Int64.max
    }
}
