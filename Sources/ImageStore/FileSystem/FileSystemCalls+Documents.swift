extension FileSystemCalls {
    /// The bytes of a small file, at most `limit`; `nil` where there is no such file.
    func contents(of path: String, limit: Int) throws(StoreError) -> [UInt8]? {
        let file: OpenFile
        do throws(StoreError) {
            file = try OpenFile(path, for: .read, through: self)
        } catch {
            if let code = error.systemCode, SystemCode.isMissing(code) { return nil }
            throw error
        }
        // Of the open file, not of the path: that may name another file by now.
        let status = try status(of: file.descriptor)
        guard status.size <= limit else { throw .tooLarge(path: path, size: status.size, limit: limit) }
        // One byte more than there should be, so that a file that grew meanwhile is noticed.
        var bytes = [UInt8](repeating: 0, count: Int(status.size) + 1)
        var filled = 0
        while filled < bytes.count {
            let descriptor = file.descriptor
            let count = try bytes.withUnsafeMutableBufferPointer { (buffer) throws(StoreError) in
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                return try read(descriptor, into: rest, at: Int64(filled))
            }
            if count == 0 { break }
            filled += count
        }
        guard filled <= status.size else { throw .wrongSize(path: path, expected: status.size, actual: Int64(filled)) }
        bytes.removeSubrange(filled...)
        return bytes
    }

    /// Writes all of `bytes`.
    func write(_ file: FileDescriptor, _ bytes: [UInt8], at offset: Int64) throws(StoreError) {
        try bytes.withUnsafeBufferPointer { (buffer) throws(StoreError) in
            try write(file, UnsafeRawBufferPointer(buffer), at: offset)
        }
    }

    /// Writes `bytes` to a file of the name `temporary`, and gives it the name `path` when they are on the disk.
    ///
    /// Whoever reads `path` sees the old bytes or the new ones, whenever the machine stops. Nobody else may use the name
    /// `temporary` meanwhile.
    func replace(_ path: String, with bytes: [UInt8], through temporary: String) throws(StoreError) {
        do throws(StoreError) {
            let file = try OpenFile(temporary, for: .replace, through: self)
            let descriptor = file.descriptor
            try write(descriptor, bytes, at: 0)
            try syncData(of: descriptor)
            try file.close()
            try rename(temporary, to: path)
        } catch {
            try? remove(temporary)
            throw error
        }
    }

    /// Makes a folder and those above it that are missing, each durable in the folder that holds it.
    func makeFolders(_ path: String) throws(StoreError) {
        guard try status(at: path) == nil else { return }
        let parent = Self.parent(of: path)
        if parent != path { try makeFolders(parent) }
        try makeFolder(path)
        try syncFolder(parent)
    }

    /// What is at `path` or, where nothing is, at the nearest folder above it; `nil` where there is none.
    func nearest(to path: String) throws(StoreError) -> (path: String, status: FileStatus)? {
        if let status = try status(at: path) { return (path, status) }
        let parent = Self.parent(of: path)
        return parent == path ? nil : try nearest(to: parent)
    }

    /// The folder that holds `path`.
    static func parent(of path: String) -> String {
        let trimmed = path.utf8.reversed().drop { $0 == UInt8(ascii: "/") }
        let above = trimmed.drop { $0 != UInt8(ascii: "/") }.drop { $0 == UInt8(ascii: "/") }
        if above.isEmpty { return path.utf8.first == UInt8(ascii: "/") ? "/" : "." }
        return String(decoding: Array(above.reversed()), as: UTF8.self)
    }
}
