extension ImageStore {
    /// Replaces a small file that other processes may be writing just now, through a file whose name begins with `stem`.
    ///
    /// Under the lock of that name it is always the same: what a kill leaves of it is taken up by the next one.
    func replaceShared(_ path: String, with bytes: [UInt8], stem: String) throws(StoreError) {
        try calls.makeFolders(paths.ingest)
        let files = IngestPaths(stem: stem, in: paths.ingest)
        switch try FileLock.attempt(files.lock, through: calls) {
        case .taken(let lock):
            try calls.replace(path, with: bytes, through: files.part)
            // While it is held: who finds it gone looks again.
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
