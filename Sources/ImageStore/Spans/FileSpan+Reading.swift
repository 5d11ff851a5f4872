import ImageModel

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
