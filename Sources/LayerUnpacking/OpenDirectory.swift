import CFileTree
import ImageStore
import LayerReading

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// An open directory, below which files are created, examined and moved by name; closed when the last reference goes away.
///
/// No call follows a symbolic link, so nothing that a name refers to can be outside. Names are single components.
final class OpenDirectory: Sendable {
    /// The file's number for system calls.
    let number: Int32
    /// The path for error messages.
    private let path: DirectoryPath

    /// Takes over an open file.
    private init(number: Int32, path: DirectoryPath) {
        self.number = number
        self.path = path
    }

    /// Opens the directory at a path, which must not be a symbolic link.
    init(path: String) throws(LayerError) {
        let number = resolve_open_directory(AT_FDCWD, path)
        guard number >= 0 else { throw .store(.system(.opening, path: path, code: -number)) }
        self.number = number
        self.path = DirectoryPath(root: path)
    }

    deinit { close(number) }

    /// Opens a directory in this one; `nil` if the name is missing or belongs to something else.
    func directory(_ name: Name) throws(LayerError) -> OpenDirectory? {
        let result = withTerminated(name) { resolve_open_directory(number, $0) }
        if result >= 0 { return OpenDirectory(number: result, path: DirectoryPath(name, in: path)) }
        switch -result {
        case ENOENT, ENOTDIR, ELOOP: return nil
        default: throw error(.opening, name, -result)
        }
    }

    /// Opens the directory at a path without links; `nil` if there is none.
    func descend(_ path: [UInt8]) throws(LayerError) -> OpenDirectory? {
        var directory = self
        for name in path.split(separator: 0x2F) {
            guard let next = try directory.directory(name) else { return nil }
            directory = next
        }
        return directory
    }

    /// The status of a file; `nil` if there is none. fstatat(2).
    func status(_ name: Name) throws(LayerError) -> stat? {
        var status = stat()
        let result = withTerminated(name) { fstatat(number, $0, &status, AT_SYMLINK_NOFOLLOW) }
        if result == 0 { return status }
        guard errno != ENOENT else { return nil }
        throw error(.examining, name)
    }

    /// The status of this directory. fstat(2).
    func status() throws(LayerError) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw error(.examining, nil) }
        return status
    }

    /// The target of a symbolic link. readlinkat(2).
    func target(_ name: Name) throws(LayerError) -> [UInt8] {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = withTerminated(name) { readlinkat(number, $0, &bytes, bytes.count) }
        guard count >= 0 else { throw error(.examining, name) }
        return bytes[..<count].map { UInt8(bitPattern: $0) }
    }

    /// The names in this directory, unordered, without `.` and `..`. readdir(3).
    func names() throws(LayerError) -> [[UInt8]] {
        // A file of its own, since the stream has its own position and closes the file.
        let copy = resolve_open_directory(number, ".")
        guard copy >= 0 else { throw error(.listing, nil, -copy) }
        guard let stream = fdopendir(copy) else {
            let code = errno
            close(copy)
            throw error(.listing, nil, code)
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw error(.listing, nil) }
                return names
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                Array(bytes[..<(bytes.firstIndex(of: 0) ?? bytes.count)])
            }
            if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
        }
    }

    /// The sentence's path of a file in this directory.
    func text(_ name: Name?) -> String { path.text(name) }
}

extension OpenDirectory {
    /// Creates a regular file, open for writing; `nil` if the name exists.
    func create(_ name: Name, mode: UInt32) throws(LayerError) -> WrittenFile? {
        let result = withTerminated(name) { resolve_create_file(number, $0, mode_t(mode)) }
        if result >= 0 { return WrittenFile(number: result, path: DirectoryPath(name, in: path)) }
        guard result != -EEXIST else { return nil }
        throw error(.opening, name, -result)
    }

    /// Opens a file that exists to set its attributes.
    func existing(_ name: Name) throws(LayerError) -> WrittenFile {
        let result = withTerminated(name) { resolve_open_existing(number, $0) }
        guard result >= 0 else { throw error(.opening, name, -result) }
        return WrittenFile(number: result, path: DirectoryPath(name, in: path))
    }

    /// Creates a directory; false if the name exists. mkdirat(2).
    func makeDirectory(_ name: Name, mode: UInt32) throws(LayerError) -> Bool {
        try isCreated(.makingFolder, name) { mkdirat(number, $0, mode_t(mode)) }
    }

    /// Creates a symbolic link; false if the name exists. symlinkat(2).
    func makeLink(_ name: Name, to target: [UInt8]) throws(LayerError) -> Bool {
        try isCreated(.creating, name) { name in withTerminated(target[...]) { symlinkat($0, number, name) } }
    }

    /// Creates a device; false if the name exists. mknodat(2).
    func makeDevice(
        _ name: Name, isBlock: Bool, major: UInt32, minor: UInt32, mode: UInt32
    ) throws(LayerError) -> Bool {
        try isCreated(.creating, name) { name in
            let result = resolve_make_device(number, name, mode_t(mode), isBlock ? 1 : 0, major, minor)
            if result < 0 { errno = -result }
            return result
        }
    }

    /// Creates a named pipe; false if the name exists. mkfifoat(2).
    func makePipe(_ name: Name, mode: UInt32) throws(LayerError) -> Bool {
        try isCreated(.creating, name) { mkfifoat(number, $0, mode_t(mode)) }
    }

    /// Creates another name of a file; false if the name exists. linkat(2).
    func makeLink(_ name: Name, ofFile other: Name, in directory: OpenDirectory) throws(LayerError) -> Bool {
        try isCreated(.linking, name) { name in
            withTerminated(other) { linkat(directory.number, $0, number, name, 0) }
        }
    }

    private func isCreated(
        _ operation: FileOperation, _ name: Name, _ call: (UnsafePointer<CChar>) -> Int32
    ) throws(LayerError) -> Bool {
        if withTerminated(name, call) == 0 { return true }
        guard errno != EEXIST else { return false }
        throw error(operation, name)
    }

    /// Moves a file here under the same name, in the place of one that exists. renameat(2).
    func take(_ name: Name, from directory: OpenDirectory) throws(LayerError) {
        let result = withTerminated(name) { renameat(directory.number, $0, number, $0) }
        guard result == 0 else { throw error(.renaming, name) }
    }

    /// Sets the owner of a file or link. fchownat(2).
    func setOwner(_ name: Name, _ owner: UInt32, _ group: UInt32) throws(LayerError) {
        try change(name) { fchownat(number, $0, owner, group, AT_SYMLINK_NOFOLLOW) }
    }

    /// Sets the mode of a file that is not a link, which this process has just created. fchmodat(2).
    func setMode(_ name: Name, _ mode: UInt32) throws(LayerError) {
        try change(name) { fchmodat(number, $0, mode_t(mode), 0) }
    }

    /// Sets the time of the last change of a file or link. utimensat(2).
    func setTime(_ name: Name, _ time: timespec) throws(LayerError) {
        try change(name) { name in
            withUnsafePointer(to: (time, time)) {
                $0.withMemoryRebound(to: timespec.self, capacity: 2) {
                    utimensat(number, name, $0, AT_SYMLINK_NOFOLLOW)
                }
            }
        }
    }

    /// Sets an extended attribute of a file or link. Returns false if this user may not, or the file system has none of this
    /// kind. lsetxattr(2).
    func setAttribute(_ name: Name, _ attribute: LayerMember.Attribute) throws(LayerError) -> Bool {
        // There is no such call with a directory and a name.
        let path = "\(Self.descriptors)/\(number)/"
        let code = withTerminated((Array(path.utf8) + name)[...]) {
            -resolve_set_link_attribute($0, attribute.name, attribute.value, attribute.value.count)
        }
        return try FileAttributes.isKept(code, near: number) { error(.settingAttributes, name, code) }
    }

    #if canImport(Darwin)
        private static let descriptors = "/dev/fd"
    #else
        private static let descriptors = "/proc/self/fd"
    #endif

    private func change(_ name: Name, _ call: (UnsafePointer<CChar>) -> Int32) throws(LayerError) {
        guard withTerminated(name, call) == 0 else { throw error(.settingAttributes, name) }
    }

    /// This directory as a file whose attributes are set.
    var attributes: FileAttributes { FileAttributes(number: number, path: path) }

    /// Removes a file, or a directory with everything below it; a missing one is no error.
    func remove(_ name: Name) throws(LayerError) {
        if withTerminated(name, { unlinkat(number, $0, 0) }) == 0 || errno == ENOENT { return }
        // unlink(2) of a directory fails with EISDIR on Linux and with EPERM elsewhere.
        let code = errno
        guard code == EISDIR || code == EPERM, let directory = try directoryToRemove(name) else {
            throw error(.removing, name, code)
        }
        try directory.removeContents()
        guard withTerminated(name, { unlinkat(number, $0, AT_REMOVEDIR) }) == 0 else { throw error(.removing, name) }
    }

    /// Removes everything in this directory.
    func removeContents() throws(LayerError) {
        for name in try names() { try remove(name[...]) }
    }

    /// Opens a directory whose content is removed, also if its mode does not allow that yet.
    private func directoryToRemove(_ name: Name) throws(LayerError) -> OpenDirectory? {
        guard geteuid() != 0, let status = try status(name), status.st_mode & S_IFMT == S_IFDIR,
            status.st_mode & S_IRWXU != S_IRWXU
        else { return try directory(name) }
        try setMode(name, UInt32(status.st_mode & 0o7777 | S_IRWXU))
        return try directory(name)
    }

    /// An error of the last system call, or with this code.
    private func error(_ operation: FileOperation, _ name: Name?, _ code: Int32 = errno) -> LayerError {
        FileAttributes.error(operation, path.text(name), code, near: number)
    }
}
