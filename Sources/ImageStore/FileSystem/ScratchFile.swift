/// A temporary file without a name, which disappears with the process, in whatever way that ends.
///
/// It is read through ``path``, which is valid as long as this value exists.
package final class ScratchFile: Sendable {
    /// The path at which this process can open the file.
    package let path: String
    private let file: OpenFile
    private let calls: any FileSystemCalls
    private let isNamed: Bool

    /// Creates an empty file on the disk of `folder`, which is created if missing.
    package convenience init(in folder: String) throws(StoreError) {
        try self.init(in: folder, through: PosixFileSystem())
    }

    /// Creates an empty file with the given system calls.
    init(in folder: String, through calls: any FileSystemCalls) throws(StoreError) {
        try calls.makeFolders(folder)
        let name = "\(folder)/scratch.\(RandomSuffix.make())\(IngestPaths.partEnding)"
        let file = try OpenFile(name, for: .createNew, through: calls)
        let unnamed = "\(Self.descriptors)/\(file.descriptor.number)"
        // Without /proc the file keeps its name until this value goes away; after a kill, the store's pruning removes it.
        isNamed = (try? calls.status(at: unnamed)?.isSameFile(as: try calls.status(of: file.descriptor))) != true
        path = isNamed ? name : unnamed
        if !isNamed { try calls.remove(name) }
        self.calls = calls
        self.file = file
    }

    deinit { if isNamed { try? calls.remove(path) } }

    /// Writes all of `bytes`.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError) {
        try calls.write(file.descriptor, bytes, at: offset)
    }

    /// The first `size` bytes.
    package func span(size: Int64) -> FileSpan {
        FileSpan(path: path, size: size)
    }

    #if canImport(Darwin)
        private static let descriptors = "/dev/fd"
    #else
        private static let descriptors = "/proc/self/fd"
    #endif
}
