import ImageModel

extension ImageStore {
    /// The images that the store lists.
    package func entries() throws(StoreError) -> [LayoutEntry] {
        try readIndex().entries
    }

    /// Lists images, each in the place of what `identity` calls the same.
    ///
    /// Every blob that was committed before is made durable first: blobs first, index last. Nothing is written where the
    /// store lists just that already, so a read-only store may hold it.
    package func addEntries(
        _ entries: [LayoutEntry], replacing identity: EntryIdentity = .nameAndPlatform
    ) async throws(StoreError) {
        try await addEntries(replacing: identity) { _ in entries }
    }

    /// Lists images that `makeEntries` makes in view of what is listed, as ``addEntries(_:replacing:)`` does.
    ///
    /// It is asked again under the lock of the index, and only that answer is written.
    package func addEntries(
        replacing identity: EntryIdentity, _ makeEntries: ([LayoutEntry]) -> [LayoutEntry]
    ) async throws(StoreError) {
        try await changeIndex { index in
            for entry in makeEntries(index.entries) { index.add(entry, replacing: identity) }
        }
    }

    /// How long another process may hold the lock of the index, whose holder has a few small writes to make.
    private static let indexPatience = Duration.seconds(60)

    /// Reads, changes and replaces the index under the store's one lock.
    @discardableResult
    private func changeIndex(
        _ change: (inout LayoutIndex) -> Void
    ) async throws(StoreError) -> LayoutIndex {
        try await DiskExecutor.run { () async throws(StoreError) in
            let present = try readIndex()
            var wanted = present
            change(&wanted)
            if wanted == present, try calls.status(at: paths.index) != nil { return present }

            try endBatch()
            let files = paths.indexFiles
            switch try await lock(files, LockWait(patience: Self.indexPatience, watched: files.part, started: nil)) {
            case .taken(let lock):
                let index = try replaceIndex(change, through: files.part)
                lock.free()
                return index
            case .unsupported:
                // Two processes at once may then lose an entry; each leaves a whole file.
                try calls.makeFolders(paths.ingest)
                return try replaceIndex(change, through: paths.temporary("index"))
            case .held:
                throw .locked(path: files.lock, seconds: Self.indexPatience.components.seconds)
            }
        }
    }

    private func replaceIndex(
        _ change: (inout LayoutIndex) -> Void, through temporary: String
    ) throws(StoreError) -> LayoutIndex {
        var index = try readIndex()
        change(&index)
        try calls.replace(paths.index, with: index.document.encoded(), through: temporary)
        try calls.syncFolder(paths.root)
        return index
    }

    private func readIndex() throws(StoreError) -> LayoutIndex {
        guard let bytes = try calls.contents(of: paths.index, limit: Limits.manifestBytes) else { return LayoutIndex() }
        return try LayoutIndex(parsing: bytes, path: paths.index)
    }
}
