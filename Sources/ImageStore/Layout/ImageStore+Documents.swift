import ImageModel

extension ImageStore {
    /// Puts a document that is held in memory under its digest: a manifest, an index, a config.
    ///
    /// It takes the way of every blob, through a part and its hash. A document that is here already is verified, and
    /// replaced where it is damaged.
    /// - Throws: ``StoreError/wrongDigest(path:expected:actual:)`` where `bytes` are not what `digest` names.
    package func write(_ bytes: [UInt8], as digest: Digest) async throws(StoreError) {
        let actual = try Digest.of(bytes, algorithm: digest.algorithm)
        guard actual == digest else {
            throw .wrongDigest(path: paths.blob(digest), expected: digest, actual: actual)
        }
        if let held = try? read(digest, limit: bytes.count), held == bytes { return }
        // A file of the right size that is not the document is damaged.
        let existing: ExistingBlob = contains(digest, size: Int64(bytes.count)) ? .replace : .keep
        _ = try await fill(digest, size: Int64(bytes.count), source: "a document", existing: existing) {
            (ingest, _) throws(StoreError) in
            try calls.write(ingest.file, bytes, at: 0)
        }
    }

    /// Runs one ingest from begin to commit, with the bytes that `writeBytes` puts in the file; `false` where the blob is
    /// here already.
    func fill(
        _ digest: Digest, size: Int64, source: String, existing: ExistingBlob,
        writeBytes: (Ingest, BlobHasher) throws(StoreError) -> Void
    ) async throws(StoreError) -> Bool {
        guard let ingest = try await freshIngest(digest, size: size, source: source, existing: existing) else {
            return false
        }
        do throws(StoreError) {
            let hasher = try await ingest.makeHasher()
            try await DiskExecutor.run { () async throws(StoreError) in try writeBytes(ingest, hasher) }
            switch try await hasher.finish() {
            case .matches(let verified): try await ingest.commit(verified)
            case .differs(let actual):
                throw .wrongDigest(path: ingest.file.path, expected: digest, actual: actual)
            }
            return true
        } catch {
            // The first error is the one to tell.
            try? await ingest.discard()
            throw error
        }
    }

    /// An ingest without what an earlier one left: bytes that are hashed again are never written again.
    private func freshIngest(
        _ digest: Digest, size: Int64, source: String, existing: ExistingBlob
    ) async throws(StoreError) -> Ingest? {
        while case .ingest(let ingest) = try await beginIngest(digest, size: size, source: source, existing: existing) {
            if ingest.resumed.isEmpty { return ingest }
            try await ingest.discard()
        }
        return nil
    }
}
