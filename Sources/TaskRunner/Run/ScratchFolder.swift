import ImageModel
import SystemFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The temporary folder of a run.
struct ScratchFolder: Sendable {
    /// The path of the folder.
    let path: String
    /// The last part of the path, which no other run on this machine has.
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// Creates a folder in `parent` that only its owner can use. The corresponding C function is mkdtemp(3).
    init(in parent: String) throws(TaskError) {
        var name = Array("\(parent)/resolve-task-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { throw .failed(.disk, "cannot create a directory in '\(parent)'") }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Creates a folder in it. The corresponding C function is mkdir(2).
    func folder(_ name: String) throws(TaskError) -> String {
        let folder = "\(path)/\(name)"
        guard mkdir(folder, 0o700) == 0 else { throw .failed(.disk, "cannot create the directory '\(folder)'") }
        return folder
    }

    /// Removes the folder with its contents, ignoring errors.
    func remove() {
        Self.remove(path)
    }

    /// Removes a file, or a folder with its contents, ignoring errors.
    ///
    /// The corresponding C functions are unlink(2), opendir(3) and rmdir(2); symbolic links are not followed.
    static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        for name in SmallFile.names(in: path) { remove("\(path)/\(name)") }
        rmdir(path)
    }
}
