/// Removes what is left in the folder of things under way: nothing that a living process holds.
///
/// A lock file is removed here only, by a sweeper that holds it; ``FileLock/attempt(_:through:)`` copes with that.
struct IngestSweeper {
    /// The folder.
    let folder: String
    /// How the file system is reached.
    let calls: any FileSystemCalls

    /// Removes the states of parts that have become blobs, and documents that a killed process had no time to rename.
    ///
    /// What cannot be removed now does no harm: a state without a part is not believed.
    func removeSpentStates() {
        guard let names = try? calls.names(in: folder) else { return }
        let listing = IngestListing(names)
        for stem in listing.documents {
            _ = try? remove(IngestPaths(stem: stem, in: folder)) { () throws(StoreError) in true }
        }
        for stem in listing.spentStates {
            let files = IngestPaths(stem: stem, in: folder)
            guard let lock = try? FileLock.takenAtOnce(files.lock, through: calls) else { continue }
            if let state = files.state, (try? calls.status(at: files.part)) == .some(nil) { try? calls.remove(state) }
            lock.free()
        }
    }

    /// Removes the files of every blob that nobody has written to since `limit`, in seconds since 1970, and gives how many
    /// parts there were among them.
    func removeUntouched(since limit: Int64) throws(StoreError) -> Int {
        let listing = IngestListing(try calls.names(in: folder))
        var removed = 0
        for stem in listing.stems {
            let files = IngestPaths(stem: stem, in: folder)
            // Asked before the lock is, and again under it: most files are young, and to be left alone.
            guard try isUntouched(files, since: limit) else { continue }
            let isPart = try calls.status(at: files.part) != nil
            if try remove(files, when: { () throws(StoreError) in try isUntouched(files, since: limit) }), isPart {
                removed += 1
            }
        }
        return try removed + removePrivateParts(listing, since: limit)
    }

    /// Removes the folder and all in it that nobody holds; private parts only if they are untouched since `limit`.
    func removeFolder(privatePartsSince limit: Int64) throws(StoreError) {
        let listing = IngestListing(try calls.names(in: folder))
        for stem in listing.stems + [IngestListing.indexStem] {
            _ = try remove(IngestPaths(stem: stem, in: folder)) { () throws(StoreError) in true }
        }
        _ = try removePrivateParts(listing, since: limit)
        try removeFolderIfEmpty()
    }

    /// Removes the locks and states that no part belongs to, unless somebody holds them, and the folder if nothing is left.
    func removeAllButParts() throws(StoreError) {
        let listing = IngestListing(try calls.names(in: folder))
        for stem in listing.stems + [IngestListing.indexStem] {
            let files = IngestPaths(stem: stem, in: folder)
            // Asked before the lock is, which is made when it is missing, and again under it.
            guard try calls.status(at: files.part) == nil else { continue }
            _ = try remove(files, when: { () throws(StoreError) in try calls.status(at: files.part) == nil })
        }
        try removeFolderIfEmpty()
    }

    private func removeFolderIfEmpty() throws(StoreError) {
        do throws(StoreError) {
            try calls.removeFolder(folder)
        } catch {
            // Not empty: another process is in the middle of a pull into this layout, and will end it likewise.
            guard let code = error.systemCode, SystemCode.isOccupied(code) || SystemCode.isMissing(code) else {
                throw error
            }
        }
    }

    /// Removes the files of one stem and its lock, if nobody holds that and `condition` is true then.
    private func remove(
        _ files: IngestPaths, when condition: () throws(StoreError) -> Bool
    ) throws(StoreError) -> Bool {
        do throws(StoreError) {
            switch try FileLock.attempt(files.lock, through: calls) {
            case .taken(let lock):
                let applies = try condition()
                if applies { try removeAll(files) }
                lock.free()
                return applies
            case .held: return false
            case .unsupported:
                // Without locks nothing shared is ever written; the file is what the attempts have left.
                try calls.remove(files.lock)
                return false
            }
        } catch {
            // Another sweeper has taken the folder away.
            guard let code = error.systemCode, SystemCode.isMissing(code) else { throw error }
            return false
        }
    }

    private func removeAll(_ files: IngestPaths) throws(StoreError) {
        for path in [files.state, files.stateReplacement, files.part, files.lock] {
            if let path { try calls.remove(path) }
        }
    }

    /// Removes parts that only their process knows, where they are untouched since `limit`: no lock tells whether it lives.
    private func removePrivateParts(_ listing: IngestListing, since limit: Int64) throws(StoreError) -> Int {
        var removed = 0
        for name in listing.privateParts {
            let path = "\(folder)/\(name)"
            guard let status = try calls.status(at: path), status.modifiedSeconds < limit else { continue }
            try calls.remove(path)
            removed += 1
        }
        return removed
    }

    private func isUntouched(_ files: IngestPaths, since limit: Int64) throws(StoreError) -> Bool {
        for path in [files.part, files.state, files.lock] {
            guard let path, let status = try calls.status(at: path) else { continue }
            // The part speaks for all; without one, the state; without either, the lock.
            return status.modifiedSeconds < limit
        }
        return true
    }
}
