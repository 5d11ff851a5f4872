import ImageModel

extension ImageStore {
    /// Puts a document that is held in memory under its digest: a manifest, an index, a config.
    ///
    /// It takes the way of every blob, through a part and its hash. A document that is here already is verified, and
    /// replaced where it is damaged.
    /// - Throws: ``StoreError/wrongDigest(path:expected:actual:)`` where `bytes` are not what `digest` names.
    package func write(_ bytes: [UInt8], as digest: Digest) async throws(StoreError) {
        try await write([digest: bytes])
    }

    /// Puts several documents under their digests, as ``write(_:as:)`` does.
    package func write(_ documents: [Digest: [UInt8]]) async throws(StoreError) {
        try await DiskExecutor.run { () async throws(StoreError) in
            for (digest, bytes) in documents { try await put(bytes, as: digest) }
        }
    }

    private func put(_ bytes: [UInt8], as digest: Digest) async throws(StoreError) {
        let actual = try Digest.of(bytes, algorithm: digest.algorithm)
        guard actual == digest else {
            throw .wrongDigest(path: paths.blob(digest), expected: digest, actual: actual)
        }
        if let held = try? read(digest, limit: bytes.count), held == bytes { return }
        // A file of the right size that is not the document is damaged.
        let existing: ExistingBlob = contains(digest, size: Int64(bytes.count)) ? .replace : .keep
        let size = Int64(bytes.count)
        guard
            var part = try await openPart(
                digest, size: size, waiting: .standard, existing: existing, remains: .removed)
        else { return }
        let files = part.files
        do throws(StoreError) {
            try calls.write(part.writing, bytes, at: 0)
            var file = try HashingFile(files.part, algorithm: digest.algorithm, through: calls)
            while file.front < size { try file.advance(towards: size) }
            let written = try file.finish()
            guard written == digest else { throw .wrongDigest(path: files.part, expected: digest, actual: written) }
            try part.commit(as: paths.blob(digest), size: size, through: calls)
        } catch {
            // The first error is the one to tell.
            try? OpenPart.remove(files, through: calls)
            throw error
        }
    }
}
