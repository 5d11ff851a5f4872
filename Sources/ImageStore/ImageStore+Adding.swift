import ImageModel

extension ImageStore {
    /// Takes over a blob from another store, by a hard link if possible, else by a verified copy.
    ///
    /// - Throws: ``StoreError/wrongDigest(path:expected:actual:)`` if the copy shows that the source is damaged.
    package func adopt(
        _ digest: Digest, size: Int64, from other: ImageStore
    ) async throws(StoreError) -> Adoption {
        if contains(digest, size: size) { return .alreadyPresent }
        guard other.contains(digest, size: size) else { return .absent }
        let isLinked = try await DiskExecutor.run { () async throws(StoreError) in
            try calls.makeFolders(paths.blobFolder(digest.algorithm))
            return try link(digest, from: other)
        }
        if isLinked { return .linked }
        return try await adopt(digest, from: other.span(of: digest, size: size))
    }

    /// Takes over a blob from a file, such as an archive, by a verified copy.
    ///
    /// - Throws: ``StoreError/wrongDigest(path:expected:actual:)`` if the bytes do not have the digest `digest`.
    package func adopt(
        _ digest: Digest, from span: FileSpan, existing: ExistingBlob = .keep
    ) async throws(StoreError) -> Adoption {
        do throws(StoreError) {
            let isCopied = try await fill(digest, size: span.size, source: span.path, existing) {
                (ingest, hasher) throws(StoreError) in
                try copy(span, to: ingest.file, hasher: hasher)
            }
            return isCopied ? .copied : .alreadyPresent
        } catch .wrongDigest(let path, let expected, let actual) where path != span.path {
            // Name the source, which is the damaged file.
            throw .wrongDigest(path: span.path, expected: expected, actual: actual)
        }
    }

    /// `false` if a link is impossible, or a file of the wrong size is in the way.
    private func link(_ digest: Digest, from other: ImageStore) throws(StoreError) -> Bool {
        do throws(StoreError) {
            try calls.link(other.blobPath(digest), as: paths.blob(digest))
            return true
        } catch {
            guard error.hasCode(where: { SystemCode.refusesLinks($0) || SystemCode.isOccupied($0) }) else {
                throw error
            }
            return false
        }
    }

    private func copy(
        _ span: FileSpan, to file: FileDescriptor, hasher: BlobHasher
    ) throws(StoreError) {
        var offset: Int64 = 0
        try SpanFile(span, through: calls).forEachBlock { (block) throws(StoreError) in
            try calls.write(file, block, at: offset)
            offset += Int64(block.count)
            hasher.advance(to: offset)
        }
    }

    /// Runs one ingest from begin to commit, with the bytes that `writeBytes` puts in the file; `false` if the blob is
    /// already present.
    private func fill(
        _ digest: Digest, size: Int64, source: String, _ existing: ExistingBlob,
        writeBytes: (Ingest, BlobHasher) throws(StoreError) -> Void
    ) async throws(StoreError) -> Bool {
        guard let ingest = try await freshIngest(digest, size: size, source: source, existing) else {
            return false
        }
        do throws(StoreError) {
            let hasher = try ingest.makeHasher()
            try await DiskExecutor.run { () async throws(StoreError) in try writeBytes(ingest, hasher) }
            switch try await hasher.finish() {
            case .matches(let verified): try await ingest.commit(verified)
            case .differs(let actual):
                throw .wrongDigest(path: ingest.file.path, expected: digest, actual: actual)
            }
            return true
        } catch {
            // The first error is the one to report.
            try? await ingest.discard()
            throw error
        }
    }

    /// An ingest that resumes nothing: bytes once hashed must not be overwritten.
    private func freshIngest(
        _ digest: Digest, size: Int64, source: String, _ existing: ExistingBlob
    ) async throws(StoreError) -> Ingest? {
        while case .ingest(let ingest) = try await beginIngest(digest, size: size, source: source, existing: existing) {
            if ingest.resumed.isEmpty { return ingest }
            try await ingest.discard()
        }
        return nil
    }
}

/// How a blob was taken over from another store or file.
package enum Adoption: Hashable, Sendable {
    /// It was already present.
    case alreadyPresent
    /// Both stores now link to the same file.
    case linked
    /// It was copied, and the copy verified.
    case copied
    /// The other store does not have it.
    case absent
}

extension ImageStore {
    /// Adds a document held in memory under its digest: a manifest, an index or a config.
    ///
    /// Like every blob, it is written to a part and hashed from there. A document already present is verified, and
    /// replaced if it is damaged.
    /// - Throws: ``StoreError/wrongDigest(path:expected:actual:)`` if `bytes` do not have the digest `digest`.
    package func write(_ bytes: [UInt8], as digest: Digest) async throws(StoreError) {
        try await write([digest: bytes])
    }

    /// Adds several documents under their digests, as ``write(_:as:)`` does.
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
            // The first error is the one to report.
            try? OpenPart.remove(files, through: calls)
            throw error
        }
    }
}
