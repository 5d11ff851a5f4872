import ImageModel

extension Digest {
    /// The digest of bytes in memory.
    package static func of(_ bytes: [UInt8], algorithm: DigestAlgorithm = .sha256) throws(StoreError) -> Digest {
        var hasher = try DigestHasher(algorithm)
        try bytes.withUnsafeBufferPointer { (buffer) throws(StoreError) in
            try hasher.update(UnsafeRawBufferPointer(buffer))
        }
        return try hasher.finish()
    }
}
