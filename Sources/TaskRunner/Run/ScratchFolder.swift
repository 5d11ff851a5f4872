#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A folder for what a run leaves on this machine only while it lasts.
struct ScratchFolder: Sendable {
    /// Where it is.
    let path: String

    /// Makes a folder in `parent`, for its owner alone. The corresponding C function is mkdtemp(3).
    init?(in parent: String) {
        var name = Array("\(parent)/resolve-task-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { return nil }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A folder in it, made new; `nil` where that does not work.
    func folder(_ name: String) -> String? {
        let folder = "\(path)/\(name)"
        return mkdir(folder, 0o700) == 0 ? folder : nil
    }

    /// Removes the folder with all that is in it, as far as that works.
    func remove() {
        Self.remove(path)
    }

    /// The corresponding C functions are unlink(2), opendir(3) and rmdir(2); links are not followed.
    private static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        for name in names(in: path) { remove("\(path)/\(name)") }
        rmdir(path)
    }

    private static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
