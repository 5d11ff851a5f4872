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

/// A regular file that is written, closed when its only owner goes away.
struct WrittenFile: ~Copyable {
    private let number: Int32
    private let path: DirectoryPath
    /// The end of what was written.
    private var end: UInt64 = 0

    /// Takes over an open file.
    init(number: Int32, path: DirectoryPath) {
        self.number = number
        self.path = path
    }

    deinit { close(number) }

    /// The attributes of the file.
    var attributes: FileAttributes { FileAttributes(number: number, path: path) }

    /// Writes all of `bytes`. pwrite(2).
    mutating func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(LayerError) {
        guard let first = off_t(exactly: offset) else { throw FileAttributes.error(.writing, path.text(nil), EFBIG) }
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = pwrite(number, rest.baseAddress, rest.count, first + off_t(done))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                throw FileAttributes.error(.writing, path.text(nil), count == 0 ? ENOSPC : errno)
            }
            done += count
        }
        end = max(end, offset &+ UInt64(bytes.count))
    }

    /// Copies the bytes of another file, from its beginning. read(2).
    mutating func copy(_ source: borrowing WrittenFile) throws(LayerError) {
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
        defer { block.deallocate() }
        var offset: UInt64 = 0
        while true {
            let count = pread(source.number, block.baseAddress, block.count, off_t(offset))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileAttributes.error(.reading, source.path.text(nil), errno) }
            guard count > 0 else { return }
            try write(UnsafeRawBufferPointer(rebasing: block[..<count]), at: offset)
            offset += UInt64(count)
        }
    }

    /// Gives the file its size, if it ends in a hole. ftruncate(2).
    func end(size: UInt64) throws(LayerError) {
        guard end < size else { return }
        let result = off_t(exactly: size).map { ftruncate(number, $0) }
        guard result == 0 else { throw FileAttributes.error(.resizing, path.text(nil), result == nil ? EFBIG : errno) }
    }
}

/// The attributes of an open file or directory, valid as long as that is open.
struct FileAttributes {
    private let number: Int32
    private let path: DirectoryPath

    /// Those of an open file.
    init(number: Int32, path: DirectoryPath) {
        self.number = number
        self.path = path
    }

    /// Sets the owner. fchown(2).
    func setOwner(_ owner: UInt32, _ group: UInt32) throws(LayerError) {
        guard fchown(number, owner, group) == 0 else { throw error }
    }

    /// Sets the mode. fchmod(2).
    func setMode(_ mode: UInt32) throws(LayerError) {
        guard fchmod(number, mode_t(mode)) == 0 else { throw error }
    }

    /// Sets the time of the last change. futimens(2).
    func setTime(_ time: timespec) throws(LayerError) {
        let result = withUnsafePointer(to: (time, time)) {
            $0.withMemoryRebound(to: timespec.self, capacity: 2) { futimens(number, $0) }
        }
        guard result == 0 else { throw error }
    }

    /// Sets an extended attribute. Returns false if this user may not, or the file system has none of this kind or size.
    func set(_ name: String, _ value: [UInt8]) throws(LayerError) -> Bool {
        let code = -resolve_set_attribute(number, name, value, value.count)
        return try Self.isKept(code, near: number) { error(code) }
    }

    /// The value of an extended attribute; `nil` if there is none.
    func value(_ name: String) throws(LayerError) -> [UInt8]? {
        var value = [UInt8](repeating: 0, count: 64 << 10)
        let count = resolve_attribute(number, name, &value, value.count)
        guard count < 0 else { return Array(value[..<count]) }
        guard resolve_is_no_attribute(Int32(-count)) != 0 || -count == EPERM else { throw error(Int32(-count)) }
        return nil
    }

    /// The names of the extended attributes.
    func names() throws(LayerError) -> [String] {
        let size = resolve_attribute_names(number, nil, 0)
        guard size > 0 else {
            guard size == 0 || resolve_is_no_attribute(Int32(-size)) != 0 else { throw error(Int32(-size)) }
            return []
        }
        var names = [CChar](repeating: 0, count: size)
        let count = resolve_attribute_names(number, &names, size)
        guard count >= 0 else { throw error(Int32(-count)) }
        return names[..<count].split(separator: 0).map { name in
            String(decoding: name.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// Sets the extended attributes of another file, as far as this user and the file system allow; those with which overlayfs
    /// hides files only if `keepsOverlay`.
    func setExtended(of other: FileAttributes, keepsOverlay: Bool) throws(LayerError) {
        for name in try other.names() where keepsOverlay || !name.hasPrefix(Self.overlayPrefix) {
            if let value = try other.value(name) { _ = try set(name, value) }
        }
    }

    /// What the names of the extended attributes begin with that overlayfs reads.
    static let overlayPrefix = "trusted.overlay."

    /// Removes the extended attributes that this process may remove, except for those of the security module.
    func removeAll() throws(LayerError) {
        for name in try names() where name != "security.selinux" {
            let code = -resolve_remove_attribute(number, name)
            guard code <= 0 || resolve_is_no_attribute(code) != 0 || code == EPERM else { throw error(code) }
        }
    }

    /// Whether an attribute was set, by the code of the call; the open file `number` is on the same file system.
    static func isKept(
        _ code: Int32, near number: Int32, _ error: () -> LayerError
    ) throws(LayerError) -> Bool {
        guard code > 0 else { return true }
        if [EPERM, EACCES, E2BIG, ERANGE].contains(code) || resolve_is_no_attribute(code) != 0 { return false }
        // A file system that is not full has no room for so many bytes in one file.
        var space = statvfs()
        if code == ENOSPC, fstatvfs(number, &space) == 0, space.f_bavail > 0 { return false }
        throw error()
    }

    private var error: LayerError { error(errno) }

    private func error(_ code: Int32) -> LayerError { Self.error(.settingAttributes, path.text(nil), code) }

    /// An error; that a file system is full of inodes shows at the open file `number`.
    static func error(
        _ operation: FileOperation, _ path: String, _ code: Int32, near number: Int32? = nil
    ) -> LayerError {
        var space = statvfs()
        if code == ENOSPC, let number, fstatvfs(number, &space) == 0, space.f_files > 0, space.f_favail == 0 {
            return .store(.noInodes(operation, path: path))
        }
        return .store(.system(operation, path: path, code: code))
    }
}
