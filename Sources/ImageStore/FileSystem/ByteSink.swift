#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Something that takes bytes in order: a file, or a stream such as a pipe.
package protocol ByteSink: Sendable {
    /// Takes all of `bytes`, which begin at `offset` of everything that is written.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError)
}

/// A file that gets its name when it is whole, and disappears if that never happens.
package final class NewFile: ByteSink {
    private let temporary: String
    private let file: OpenFile
    private let calls: any FileSystemCalls

    /// Creates an empty file in `folder`, which must be on the file system that the file will be on.
    package convenience init(in folder: String) throws(StoreError) {
        try self.init(in: folder, through: PosixFileSystem())
    }

    /// Creates an empty file in the folder of `path`, the name that it will get; an error names `path`.
    package convenience init(beside path: String) throws(StoreError) {
        do throws(StoreError) {
            try self.init(in: PosixFileSystem.parent(of: path))
        } catch {
            guard case .system(let operation, _, let code) = error else { throw error }
            throw .system(operation, path: path, code: code)
        }
    }

    /// Creates an empty file with the given system calls.
    init(in folder: String, through calls: any FileSystemCalls) throws(StoreError) {
        temporary = Self.temporaryName(in: folder)
        self.calls = calls
        file = try OpenFile(temporary, for: .createNew, through: calls)
    }

    // After ``commit(as:)`` there is no file of that name.
    deinit { try? calls.remove(temporary) }

    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError) {
        try calls.write(file.descriptor, bytes, at: offset)
    }

    /// Whether a file may get this name: nothing or a regular file has it, not a folder, a link or a device. lstat(2).
    package static func canReplace(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    }

    /// The path of a new file in `folder` that has not been committed.
    static func temporaryName(in folder: String) -> String {
        "\(folder)/.\(RandomSuffix.make())\(IngestPaths.partEnding)"
    }

    /// Whether a file of this name has not been committed.
    static func isTemporary(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(IngestPaths.partEnding) }

    /// Flushes the bytes to the disk, and then gives the file its name, in place of a file that has it.
    package func commit(as path: String) throws(StoreError) {
        try calls.syncData(of: file.descriptor)
        try calls.rename(temporary, to: path)
        try calls.syncFolder(PosixFileSystem.parent(of: path))
    }
}

/// A stream that was open when the program started, such as stdout. It is not closed.
package struct OpenStream: ByteSink {
    private let descriptor: Int32
    private let name: String

    /// The standard output of this process.
    package static let standardOutput = OpenStream(descriptor: 1, name: "stdout")

    /// The stream with this descriptor; errors call it `name`.
    init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// write(2), until all bytes are written.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError) {
        var done = 0
        while done < bytes.count {
            let written = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: bytes[done...]))
            let code = errno
            guard written < 0 else {
                done += written
                continue
            }
            switch code {
            case EINTR: break
            case EAGAIN:
                // Another process has made the stream non-blocking.
                var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&request, 1, 1_000)
            default: throw .system(.writing, path: name, code: code)
            }
        }
    }
}

extension StoreError {
    /// Whether the reader of a pipe has ended before everything was written (EPIPE).
    package var isBrokenPipe: Bool { systemCode == EPIPE }
}

/// The C function, which the method of the same name hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
