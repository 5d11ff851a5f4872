import ImageModel

extension ImageStore {
    /// Takes a blob over from another store, by a hard link where the two may have one, else by a verified copy.
    ///
    /// - Throws: ``StoreError/wrongDigest(path:expected:actual:)`` where a copy shows that the other's blob is damaged.
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

    /// Takes a blob over whose bytes lie in a file, such as an archive, by a verified copy.
    ///
    /// - Throws: ``StoreError/wrongDigest(path:expected:actual:)`` where they are not what `digest` names.
    package func adopt(_ digest: Digest, from span: FileSpan) async throws(StoreError) -> Adoption {
        do throws(StoreError) {
            let isCopied = try await fill(digest, size: span.size, source: span.path) {
                (ingest, hasher) throws(StoreError) in
                try copy(span, to: ingest.file, hasher: hasher)
            }
            return isCopied ? .copied : .alreadyPresent
        } catch .wrongDigest(let path, let expected, let actual) where path != span.path {
            // The bytes are the other's: name the file that is damaged.
            throw .wrongDigest(path: span.path, expected: expected, actual: actual)
        }
    }

    /// `false` where links are refused, or a file of the wrong size is in the way.
    private func link(_ digest: Digest, from other: ImageStore) throws(StoreError) -> Bool {
        do throws(StoreError) {
            try calls.link(other.blobPath(digest), as: paths.blob(digest))
            return true
        } catch {
            guard let code = error.systemCode, SystemCode.refusesLinks(code) || SystemCode.isOccupied(code) else {
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

    /// Runs one ingest from begin to commit, with the bytes that `writeBytes` puts in the file; `false` where the blob is
    /// here already.
    private func fill(
        _ digest: Digest, size: Int64, source: String,
        writeBytes: (Ingest, BlobHasher) throws(StoreError) -> Void
    ) async throws(StoreError) -> Bool {
        guard let ingest = try await freshIngest(digest, size: size, source: source) else {
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
            // The first error is the one to tell.
            try? await ingest.discard()
            throw error
        }
    }

    /// An ingest without what an earlier one left: bytes that are hashed again are never written again.
    private func freshIngest(
        _ digest: Digest, size: Int64, source: String
    ) async throws(StoreError) -> Ingest? {
        while case .ingest(let ingest) = try await beginIngest(digest, size: size, source: source) {
            if ingest.resumed.isEmpty { return ingest }
            try await ingest.discard()
        }
        return nil
    }
}

/// How a blob came from one store to another.
package enum Adoption: Hashable, Sendable {
    /// It was here before.
    case alreadyPresent
    /// Both stores now name one file.
    case linked
    /// It was copied, and the copy verified.
    case copied
    /// The other store does not have it either.
    case absent
}

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
