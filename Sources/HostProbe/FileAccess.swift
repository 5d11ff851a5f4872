import CHostProbe

/// Reads the small files and folders that probes need.
enum FileAccess {
    /// The first bytes of a file, at most `limit`; `nil` if it cannot be read.
    static func head(of path: String, limit: Int) -> [UInt8]? {
        guard case .bytes(let bytes) = contents(of: path, limit: limit) else { return nil }
        return bytes
    }

    /// The first bytes of a file as text; `nil` if it cannot be read.
    static func text(of path: String, limit: Int) -> String? {
        head(of: path, limit: limit).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The first bytes of a file, at most `limit`, or the errno's name.
    static func contents(of path: String, limit: Int) -> FileContents {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            failure = host_probe_read(path, buffer.baseAddress, limit, &count)
            if failure != 0 { count = 0 }
        }
        return failure == 0 ? .bytes(bytes) : .failure(errno: errnoName(failure))
    }

    /// The names in a folder, unsorted; `nil` if it cannot be read.
    static func names(in folder: String) -> [String]? {
        var failure: Int32 = 0
        // 64 KiB hold a thousand names, more than binfmt_misc or a folder of tables ever has.
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            failure = buffer.withMemoryRebound(to: CChar.self) {
                host_probe_list(folder, $0.baseAddress, $0.count, &count)
            }
            if failure != 0 { count = 0 }
        }
        guard failure == 0 else { return nil }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The name of an errno, such as `ENOENT`.
    static func errnoName(_ number: Int32) -> String {
        host_probe_error_name(number).map { String(cString: $0) } ?? "errno \(number)"
    }
}

/// The result of reading a file.
enum FileContents {
    /// The first bytes of the file.
    case bytes([UInt8])
    /// The file could not be read.
    case failure(errno: String)
}
