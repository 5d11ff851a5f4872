import ImageModel

/// The bytes of a file or of a range of it, such as a blob in an archive.
package struct FileSpan: Hashable, Sendable {
    /// The path of the file; that of the whole, if it is split.
    package let path: String
    /// The offset of the first byte in the file.
    package let offset: Int64
    /// The number of bytes.
    package let size: Int64
    /// The file as it is split into parts; `nil` for a file that is not.
    package let split: SplitFile?

    /// `size` bytes of the file at `path`, from `offset` on; negative values count as 0.
    package init(path: String, offset: Int64 = 0, size: Int64) {
        self.path = path
        self.offset = max(0, offset)
        self.size = max(0, size)
        split = nil
    }

    /// The first `size` bytes of a file that is split.
    package init(_ split: SplitFile, size: Int64) {
        self.init(path: split.path, offset: 0, size: size, split)
    }

    private init(path: String, offset: Int64, size: Int64, _ split: SplitFile?) {
        self.path = path
        self.offset = offset
        self.size = max(0, size)
        self.split = split
    }

    /// `size` of these bytes, from `offset` on; they must be among them.
    package func range(_ offset: Int64, size: Int64) -> FileSpan {
        FileSpan(path: path, offset: self.offset.addingClamped(max(0, offset)), size: size, split)
    }

    /// All bytes of the regular file at `path`; `nil` if it does not exist.
    ///
    /// - Throws: ``StoreError/malformed(path:problem:)`` for a folder or a device.
    package static func whole(_ path: String) throws(StoreError) -> FileSpan? {
        guard let status = try PosixFileSystem().status(at: path) else { return nil }
        guard status.isRegular else { throw .malformed(path: path, problem: "is not a regular file") }
        return FileSpan(path: path, size: status.size)
    }
}

extension FileSpan {
    /// The bytes of a small span.
    ///
    /// - Throws: ``StoreError/tooLarge(path:size:limit:)`` for more than `limit` bytes.
    package func bytes(limit: Int) throws(StoreError) -> [UInt8] {
        guard size <= limit else { throw .tooLarge(path: path, size: size, limit: limit) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(size))
        try SpanFile(self).forEachBlock { (block) throws(StoreError) in bytes.append(contentsOf: block) }
        return bytes
    }

    /// The digest of the bytes, read from the disk now.
    package func digest(_ algorithm: DigestAlgorithm = .sha256) async throws(StoreError) -> Digest {
        try await DiskExecutor.run { () async throws(StoreError) in
            var hasher = try DigestHasher(algorithm)
            try SpanFile(self).forEachBlock { (block) throws(StoreError) in try hasher.update(block) }
            return try hasher.finish()
        }
    }
}

/// A span's file, open for reading, closed when its only owner goes away.
package struct SpanFile: ~Copyable, Sendable {
    /// The bytes that may be read.
    package let span: FileSpan
    /// The file or, if it is split, the part with the first byte.
    private let file: OpenFile
    private let calls: any FileSystemCalls

    /// Opens the file that holds `span`.
    package init(_ span: FileSpan) throws(StoreError) {
        try self.init(span, through: PosixFileSystem())
    }

    /// Opens the file that holds `span`, with the given system calls.
    init(_ span: FileSpan, through calls: any FileSystemCalls) throws(StoreError) {
        let path = span.split?.location(of: span.offset).path ?? span.path
        let file = try OpenFile(path, for: .read, through: calls)
        self.span = span
        self.calls = calls
        self.file = file
    }

    /// Reads bytes of the span from `position` on into `buffer`, and returns their number; 0 at the end of the span.
    ///
    /// - Throws: ``StoreError/wrongSize(path:expected:actual:)`` if the file ends before the span does.
    package func read(
        into buffer: UnsafeMutableRawBufferPointer, at position: Int64
    ) throws(StoreError) -> Int {
        let wanted = Int(min(span.size - position, Int64(buffer.count)))
        guard wanted > 0 else { return 0 }
        let (at, overflow) = span.offset.addingReportingOverflow(position)
        guard !overflow else { throw .wrongSize(path: span.path, expected: span.size, actual: position) }
        let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), offset: at)
        guard count > 0 else { throw .wrongSize(path: span.path, expected: span.size, actual: position) }
        return count
    }

    /// Reads bytes from `offset` of the file on, not beyond the end of a part.
    private func read(into buffer: UnsafeMutableRawBufferPointer, offset: Int64) throws(StoreError) -> Int {
        guard let split = span.split else { return try calls.read(file.descriptor, into: buffer, at: offset) }
        let part = split.location(of: offset)
        let count = Int(min(Int64(buffer.count), split.partSize - part.offset))
        let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
        guard part.path != file.descriptor.path else {
            return try calls.read(file.descriptor, into: piece, at: part.offset)
        }
        // Few blobs lie in several parts, and those are larger than a block by far.
        let other = try OpenFile(part.path, for: .read, through: calls)
        return try calls.read(other.descriptor, into: piece, at: part.offset)
    }

    /// Reads the span block by block, and passes each to `take`.
    package func forEachBlock(
        _ take: (UnsafeRawBufferPointer) throws(StoreError) -> Void
    ) throws(StoreError) {
        var block = [UInt8](repeating: 0, count: Int(min(span.size, Int64(HashingFile.blockSize))))
        var position: Int64 = 0
        while position < span.size {
            guard !Task.isCancelled else { throw .cancelled }
            let at = position
            position += try block.withUnsafeMutableBufferPointer { (buffer) throws(StoreError) in
                let bytes = UnsafeMutableRawBufferPointer(buffer)
                let count = try read(into: bytes, at: at)
                try take(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
                return Int64(count)
            }
        }
    }
}
