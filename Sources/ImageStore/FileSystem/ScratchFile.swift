/// A file for bytes that are wanted only while this process runs: it has no name, so whatever ends the process, nothing is left.
///
/// It is read through ``path``, which is valid while this value lives.
package final class ScratchFile: Sendable {
    /// The path under which this process can open the file.
    package let path: String
    private let file: OpenFile
    private let calls: any FileSystemCalls
    private let isNamed: Bool

    /// Makes an empty file on the disk of `folder`, which is made when missing.
    package convenience init(in folder: String) throws(StoreError) {
        try self.init(in: folder, through: PosixFileSystem())
    }

    /// Makes an empty file, with the system calls that the caller wants.
    init(in folder: String, through calls: any FileSystemCalls) throws(StoreError) {
        try calls.makeFolders(folder)
        let name = "\(folder)/scratch.\(RandomSuffix.make())\(IngestPaths.partEnding)"
        let file = try OpenFile(name, for: .createNew, through: calls)
        let unnamed = "\(Self.descriptors)/\(file.descriptor.number)"
        // Without /proc the file keeps its name until this value ends; a killed process leaves it to the store's pruning.
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
