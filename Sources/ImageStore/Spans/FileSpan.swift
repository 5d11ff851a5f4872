/// Bytes that lie in a file: all of it, or a piece, as a blob does in an archive.
package struct FileSpan: Hashable, Sendable {
    /// The file.
    package let path: String
    /// Where in the file the first byte is.
    package let offset: Int64
    /// How many bytes there are.
    package let size: Int64

    /// `size` bytes of the file at `path`, from `offset` on; neither is negative.
    package init(path: String, offset: Int64 = 0, size: Int64) {
        self.path = path
        self.offset = max(0, offset)
        self.size = max(0, size)
    }

    /// All of the plain file at `path`; `nil` where there is no such file.
    ///
    /// - Throws: ``StoreError/malformed(path:problem:)`` for a folder or a device.
    package static func whole(_ path: String) throws(StoreError) -> FileSpan? {
        guard let status = try PosixFileSystem().status(at: path) else { return nil }
        guard status.isRegular else { throw .malformed(path: path, problem: "is no plain file") }
        return FileSpan(path: path, size: status.size)
    }
}
