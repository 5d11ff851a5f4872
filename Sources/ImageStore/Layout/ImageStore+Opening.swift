import ImageModel

extension ImageStore {
    /// Opens the store in the folder `root`, and makes what is missing of it.
    ///
    /// A store that is complete is opened without a write, so it may be read-only.
    package static func open(at root: String, as kind: Kind) throws(StoreError) -> ImageStore {
        try open(at: root, as: kind, through: PosixFileSystem())
    }

    /// Opens the store in the folder `root` where there is one; `nil` where there is none. Nothing is made.
    package static func existing(at root: String, as kind: Kind) throws(StoreError) -> ImageStore? {
        let store = ImageStore(kind: kind, paths: StorePaths(root: root), calls: PosixFileSystem())
        return try store.checkLayout() ? store : nil
    }

    /// Refuses a place for a store where something is in the way that is no folder. Nothing is made.
    package static func checkPlace(_ root: String) throws(StoreError) {
        guard try PosixFileSystem().nearest(to: StorePaths(root: root).root)?.status.isRegular == true else { return }
        throw .system(.makingFolder, path: root, code: SystemCode.noFolder)
    }

    /// ``open(at:as:)``, with the system calls that the caller wants.
    static func open(
        at root: String, as kind: Kind, through calls: any FileSystemCalls
    ) throws(StoreError) -> ImageStore {
        let store = ImageStore(kind: kind, paths: StorePaths(root: root), calls: calls)
        let paths = store.paths
        let isLayout = try store.checkLayout()
        let isVersioned = kind == .output ? true : try store.checkVersion()
        try calls.makeFolders(paths.blobFolder(.sha256))
        let version = Array("\(StoreFormat.version)\n".utf8)
        if !isVersioned { try store.replaceShared(paths.version, with: version, stem: IngestListing.frameStem) }
        // Last, because it is what says that there is a store.
        let layout = Array(LayoutVersion.current.encoded().utf8)
        if !isLayout { try store.replaceShared(paths.layout, with: layout, stem: IngestListing.frameStem) }
        return store
    }

    /// Whether there is an `oci-layout`; one of another version is refused.
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

    /// Whether there is a version of ours; a later one is refused.
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
