import CHostProbe

/// The files that probes look into.
enum FileAccess {
    /// The first bytes of a file, at most `limit`; nothing when it cannot be read.
    static func head(of path: String, limit: Int) -> [UInt8]? {
        try? bytes(of: path, limit: limit).get()
    }

    /// The text of a file's first bytes; nothing when it cannot be read.
    static func text(of path: String, limit: Int) -> String? {
        head(of: path, limit: limit).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The first bytes of a file, at most `limit`, or the errno that stood in the way.
    static func bytes(of path: String, limit: Int) -> Result<[UInt8], FileFailure> {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            failure = host_probe_read(path, buffer.baseAddress, limit, &count)
            if failure != 0 { count = 0 }
        }
        return failure == 0 ? .success(bytes) : .failure(FileFailure(number: failure))
    }

    /// The names in a folder, in no order; nothing when it cannot be read.
    static func names(in folder: String) -> [String]? {
        var failure: Int32 = 0
        // 64 KiB: a thousand names, and more than binfmt_misc will ever have.
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            failure = buffer.withMemoryRebound(to: CChar.self) {
                host_probe_list(folder, $0.baseAddress, $0.count, &count)
            }
            if failure != 0 { count = 0 }
        }
        guard failure == 0 else { return nil }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
}
