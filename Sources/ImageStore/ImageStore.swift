import ImageModel

/// A folder of images: an OCI image layout, and beside it the blobs in progress.
///
/// A file named by a digest is whole, verified and read-only. Many processes may use one store at a time. The value
/// holds no open file; copies of it refer to the same store.
/// Layout: OCI image-spec v1.1, image-layout.md.
package struct ImageStore: Sendable {
    /// The purpose of a store.
    package enum Kind: Hashable, Sendable {
        /// The user's own store, which keeps pulled images.
        case local
        /// A layout that the user named; when the pull ends, it contains nothing but the layout.
        case output
    }

    /// The purpose of the store.
    package let kind: Kind
    /// The paths of the store's files.
    let paths: StorePaths
    /// The system calls of the store.
    let calls: any FileSystemCalls

    /// The store's folder, as given.
    package var root: String { paths.root }

    /// A store in a folder that was checked or is about to be made one.
    init(kind: Kind, paths: StorePaths, calls: any FileSystemCalls) {
        self.kind = kind
        self.paths = paths
        self.calls = calls
    }

    /// The path of a blob's file, which need not exist.
    package func blobPath(_ digest: Digest) -> String {
        paths.blob(digest)
    }

    /// The bytes of the file of a blob of `size` bytes, which need not exist.
    package func span(of digest: Digest, size: Int64) -> FileSpan {
        FileSpan(path: blobPath(digest), size: size)
    }

    /// Whether the store has the blob: a regular file of exactly `size` bytes under its name.
    ///
    /// A file of another size counts as absent, and is replaced by the next ingest.
    package func contains(_ digest: Digest, size: Int64) -> Bool {
        guard let status = try? calls.status(at: paths.blob(digest)) else { return false }
        return status.isRegular && status.size == size
    }

    /// Whether the store has the blob that `descriptor` describes.
    package func contains(_ descriptor: Descriptor) -> Bool {
        contains(descriptor.digest, size: descriptor.size)
    }

    /// What stands in the place of a blob that the store does not contain; `nil` if nothing does.
    package func fault(of descriptor: Descriptor) -> StoreError? {
        let path = paths.blob(descriptor.digest)
        guard let status = try? calls.status(at: path) else { return nil }
        guard status.isRegular else { return .malformed(path: path, problem: "is not a regular file") }
        guard status.size != descriptor.size else { return nil }
        return .wrongSize(path: path, expected: descriptor.size, actual: status.size)
    }

    /// The bytes of a document, verified; `nil` if the store does not have it.
    ///
    /// - Throws: ``StoreError/tooLarge(path:size:limit:)`` for more than `limit` bytes,
    ///   ``StoreError/wrongDigest(path:expected:actual:)`` if the file is damaged.
    package func read(_ digest: Digest, limit: Int) throws(StoreError) -> [UInt8]? {
        let path = paths.blob(digest)
        guard let bytes = try calls.contents(of: path, limit: limit) else { return nil }
        let actual = try Digest.of(bytes, algorithm: digest.algorithm)
        guard actual == digest else { throw .wrongDigest(path: path, expected: digest, actual: actual) }
        return bytes
    }

    /// The digest of the present bytes of a blob's file; `nil` if the store does not have it.
    package func rehash(_ digest: Digest) async throws(StoreError) -> Digest? {
        try await DiskExecutor.run { () async throws(StoreError) in
            let path = paths.blob(digest)
            guard let status = try calls.status(at: path), status.isRegular else { return nil }
            var file = try HashingFile(path, algorithm: digest.algorithm, through: calls)
            while file.front < status.size {
                guard !Task.isCancelled else { throw .cancelled }
                try file.advance(towards: status.size)
            }
            return try file.finish()
        }
    }

    /// The free space of the store's file system.
    package func freeSpace() throws(StoreError) -> FreeSpace {
        try calls.freeSpace(at: paths.root)
    }

    /// The free space of the file system on which `path` is, or would be created.
    package static func freeSpace(at path: String) throws(StoreError) -> FreeSpace {
        let calls = PosixFileSystem()
        return try calls.freeSpace(at: try calls.nearest(to: path)?.path ?? path)
    }
}

extension ImageStore {
    /// Opens the store in the folder `root`, and creates its missing parts.
    ///
    /// A complete store is opened without a write, so it may be read-only.
    package static func open(at root: String, as kind: Kind) throws(StoreError) -> ImageStore {
        try open(at: root, as: kind, through: PosixFileSystem())
    }

    /// The store in the folder `root`; `nil` if the folder is not a store. Nothing is created until ``complete()``.
    package static func existing(at root: String, as kind: Kind) throws(StoreError) -> ImageStore? {
        let store = ImageStore(kind: kind, paths: StorePaths(root: root), calls: PosixFileSystem())
        return try store.checkLayout() ? store : nil
    }

    /// Checks that a store can be created at `root`: no part of the path is a regular file. Nothing is created.
    package static func checkPath(_ root: String) throws(StoreError) {
        guard try PosixFileSystem().nearest(to: StorePaths(root: root).root)?.status.isRegular == true else { return }
        throw .system(.makingFolder, path: root, code: SystemCode.noFolder)
    }

    /// Whether `path` is a folder, not a file; `nil` if nothing is there.
    package static func isFolder(_ path: String) -> Bool? {
        ((try? PosixFileSystem().status(at: path)) ?? nil).map { !$0.isRegular }
    }

    /// A file in the folder `root` that is not a part of a store; `nil` if there is none, or no such folder.
    ///
    /// Hidden files and the `lost+found` of a file system do not count.
    package static func foreignName(in root: String) -> String? {
        let paths = StorePaths(root: root)
        let own = [
            paths.layout, paths.index, paths.version, paths.blobs, paths.ingest, paths.resolutions, paths.locations,
        ]
        let names = (try? PosixFileSystem().names(in: paths.root)) ?? []
        return names.sorted().first { name in
            !name.hasPrefix(".") && name != "lost+found" && !own.contains("\(paths.root)/\(name)")
        }
    }

    /// ``open(at:as:)`` with the given system calls.
    static func open(
        at root: String, as kind: Kind, through calls: any FileSystemCalls
    ) throws(StoreError) -> ImageStore {
        let store = ImageStore(kind: kind, paths: StorePaths(root: root), calls: calls)
        let isLayout = try store.checkLayout()
        try store.complete()
        // Last, because this file makes the folder a store.
        let layout = Array(LayoutVersion.current.encoded().utf8)
        if !isLayout { try store.replaceShared(store.paths.layout, with: layout, stem: IngestPaths.frameStem) }
        return store
    }

    /// Prepares an existing store for writing: checks its version, and creates its missing parts.
    package func complete() throws(StoreError) {
        let isVersioned = kind == .output ? true : try checkVersion()
        try calls.makeFolders(paths.blobFolder(.sha256))
        let version = Array("\(StoreFormat.version)\n".utf8)
        if !isVersioned { try replaceShared(paths.version, with: version, stem: IngestPaths.frameStem) }
    }

    /// Checks that no later version of this program wrote the store.
    package func checkSupported() throws(StoreError) {
        if kind == .local { _ = try checkVersion() }
    }

    /// Whether the folder has an `oci-layout`; another version is refused.
    private func checkLayout() throws(StoreError) -> Bool {
        guard let bytes = try calls.contents(of: paths.layout, limit: LayoutVersion.limit) else { return false }
        guard let found = LayoutVersion(parsing: bytes) else {
            throw .malformed(path: paths.layout, problem: "is not a JSON object with an imageLayoutVersion")
        }
        guard found == .current else {
            throw .unsupportedLayout(path: paths.layout, version: found.imageLayoutVersion)
        }
        return true
    }

    /// Whether the folder has a store version; a later one is refused.
    private func checkVersion() throws(StoreError) -> Bool {
        guard let bytes = try calls.contents(of: paths.version, limit: 32) else { return false }
        let digits = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
        guard let version = Int(String(decoding: digits, as: UTF8.self)), version > 0 else {
            throw .malformed(path: paths.version, problem: "is not a version number")
        }
        guard version <= StoreFormat.version else { throw .newerStore(path: paths.version, version: version) }
        return true
    }
}

extension ImageStore {
    /// Replaces a small file that other processes may be writing too, through a temporary file whose name begins with `stem`.
    ///
    /// Under the lock the temporary file always has the same name, so the next writer reuses what a killed process left.
    func replaceShared(_ path: String, with bytes: [UInt8], stem: String) throws(StoreError) {
        try calls.makeFolders(paths.ingest)
        let files = IngestPaths(stem: stem, in: paths.ingest)
        switch try FileLock.attempt(files.lock, through: calls) {
        case .taken(let lock):
            try calls.replace(path, with: bytes, through: files.part)
            // Removed while the lock is held: a process that waits for it notices, and opens the new file.
            try? calls.remove(files.lock)
            lock.free()
        case .held:
            try calls.replace(path, with: bytes, through: paths.temporary(stem))
        case .unsupported:
            try calls.replace(path, with: bytes, through: paths.temporary(stem))
            try? calls.remove(files.lock)
        }
    }
}
