/// An open file, closed when its one owner ends.
struct OpenFile: ~Copyable, Sendable {
    /// The file's number and path, valid while this value lives.
    let descriptor: FileDescriptor
    private let calls: any FileSystemCalls
    private var isClosed = false

    /// Opens the file at `path`.
    init(_ path: String, for access: FileAccess, through calls: any FileSystemCalls) throws(StoreError) {
        self.calls = calls
        descriptor = try calls.open(path, for: access)
    }

    deinit {
        guard !isClosed else { return }
        // Nobody is left to hear of an error; who must know calls close().
        try? calls.close(descriptor)
    }

    /// Closes the file, and says when the system held back an error of its writes until now.
    consuming func close() throws(StoreError) {
        isClosed = true
        try calls.close(descriptor)
    }
}
