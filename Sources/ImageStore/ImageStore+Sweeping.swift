import ImageModel

extension ImageStore {
    /// How long a part may stay unchanged before ``prune(now:olderThanSeconds:)`` removes it: seven days.
    package static let partLifetimeSeconds: Int64 = 7 * 24 * 60 * 60

    /// How long a part without a lock may stay unchanged before the end of a pull into a layout removes it: one hour.
    private static let privatePartLifetimeSeconds: Int64 = 60 * 60

    /// Makes the names of all blobs committed so far durable, once for many blobs, before an index lists them.
    package func finishBatch() async throws(StoreError) {
        try await DiskExecutor.run { () async throws(StoreError) in try endBatch() }
    }

    /// ``finishBatch()`` for callers on the disk's threads.
    func endBatch() throws(StoreError) {
        try syncBlobFolders()
        sweeper.removeSpentStates()
    }

    /// Removes parts that have not been written to for `olderThanSeconds`, with their locks, and returns their number.
    ///
    /// `now` is in seconds since 1970. A part whose lock a process holds stays, however old; so does everything in a store
    /// that this user may not change.
    @discardableResult
    package func prune(
        now: Int64, olderThanSeconds: Int64 = ImageStore.partLifetimeSeconds
    ) async throws(StoreError) -> Int {
        try await DiskExecutor.run { () async throws(StoreError) in
            do throws(StoreError) {
                return try sweeper.removeUntouched(since: now.subtractingClamped(olderThanSeconds))
            } catch {
                guard error.hasCode(where: SystemCode.isForbidden) else { throw error }
                return 0
            }
        }
    }

    /// Ends a pull into a layout: removes the folder of blobs in progress, with everything in it that no process holds.
    ///
    /// It is called after success only, since it removes what an interrupted pull would resume. `now` is in seconds since 1970.
    package func finishOutput(now: Int64) async throws(StoreError) {
        try await DiskExecutor.run { () async throws(StoreError) in
            try sweeper.removeFolder(privatePartsSince: now.subtractingClamped(Self.privatePartLifetimeSeconds))
        }
    }

    /// Ends a pull into a layout that was interrupted or has failed: removes what the next pull cannot use.
    ///
    /// Parts that can be resumed stay, with their states and locks; so does everything whose lock a process holds.
    package func sweepLocks() async throws(StoreError) {
        try await DiskExecutor.run { () async throws(StoreError) in try sweeper.removeAllButParts() }
    }

    /// Flushes every name in the blob folders to the disk.
    private func syncBlobFolders() throws(StoreError) {
        for algorithm in DigestAlgorithm.allCases {
            let folder = paths.blobFolder(algorithm)
            if try calls.status(at: folder) != nil { try calls.syncFolder(folder) }
        }
    }

    private var sweeper: IngestSweeper { IngestSweeper(folder: paths.ingest, calls: calls) }
}

extension Int64 {
    /// The difference, or the nearest representable number.
    fileprivate func subtractingClamped(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other > 0 ? .min : .max) : difference
    }
}

/// Removes what is left in the folder of blobs in progress, except what a running process holds.
///
/// A sweeper removes a lock file only while it holds the lock; ``FileLock/attempt(_:through:)`` allows for that.
struct IngestSweeper {
    /// The path of the folder.
    let folder: String
    /// The system calls of the store.
    let calls: any FileSystemCalls

    /// Removes the states of parts that have become blobs, and documents that a killed process did not rename.
    ///
    /// What cannot be removed now does no harm: a state without a part is ignored.
    func removeSpentStates() {
        guard let names = try? calls.names(in: folder) else { return }
        let listing = IngestListing(names)
        for stem in listing.documents {
            _ = try? remove(stem, listing) { () throws(StoreError) in true }
        }
        for stem in listing.spentStates {
            let files = IngestPaths(stem: stem, in: folder)
            guard let lock = try? FileLock.takenAtOnce(files.lock, through: calls) else { continue }
            if let state = files.state, (try? calls.status(at: files.part)) == .some(nil) { try? calls.remove(state) }
            lock.free()
        }
    }

    /// Removes the files of every blob not written to since `limit`, in seconds since 1970, and returns the number of parts
    /// among them.
    func removeUntouched(since limit: Int64) throws(StoreError) -> Int {
        let listing = IngestListing(try calls.names(in: folder))
        var removed = 0
        for stem in listing.stems {
            let files = IngestPaths(stem: stem, in: folder)
            // Checked before the lock is taken, and again under it: most files are young and stay.
            guard try isUntouched(files, since: limit) else { continue }
            let isPart = try calls.status(at: files.part) != nil
            if try remove(stem, listing, when: { () throws(StoreError) in try isUntouched(files, since: limit) }),
                isPart
            {
                removed += 1
            }
        }
        return try removed + removePrivateParts(listing, since: limit)
    }

    /// Removes the folder and everything in it that no process holds; private parts only if unchanged since `limit`.
    func removeFolder(privatePartsSince limit: Int64) throws(StoreError) {
        let listing = IngestListing(try calls.names(in: folder))
        for stem in listing.stems + [IngestPaths.indexStem] {
            _ = try remove(stem, listing) { () throws(StoreError) in true }
        }
        _ = try removePrivateParts(listing, since: limit)
        try removeFolderIfEmpty()
    }

    /// Removes the locks and states without a part, unless a process holds them, and the folder if it is empty then.
    func removeAllButParts() throws(StoreError) {
        let listing = IngestListing(try calls.names(in: folder))
        for stem in listing.stems + [IngestPaths.indexStem] {
            let files = IngestPaths(stem: stem, in: folder)
            // Checked before the lock is taken, which would create its file, and again under it.
            guard try calls.status(at: files.part) == nil else { continue }
            _ = try remove(stem, listing, when: { () throws(StoreError) in try calls.status(at: files.part) == nil })
        }
        try removeFolderIfEmpty()
    }

    private func removeFolderIfEmpty() throws(StoreError) {
        do throws(StoreError) {
            try calls.removeFolder(folder)
        } catch {
            // Not empty: another process is pulling into this layout, and will remove the folder in the end.
            guard error.hasCode(where: { SystemCode.isOccupied($0) || SystemCode.isMissing($0) }) else { throw error }
        }
    }

    /// Removes the files of one stem and its lock, if the lock is free and `condition` is true under it.
    ///
    /// Of a stem that was listed with its lock alone, as that of a finished blob, only the lock is removed.
    private func remove(
        _ stem: String, _ listing: IngestListing, when condition: () throws(StoreError) -> Bool
    ) throws(StoreError) -> Bool {
        let files = IngestPaths(stem: stem, in: folder)
        do throws(StoreError) {
            switch try FileLock.attempt(files.lock, through: calls) {
            case .taken(let lock):
                let applies = try condition()
                if applies, listing.endings[stem] != [IngestPaths.lockEnding] { try removeRemains(files) }
                if applies { try calls.remove(files.lock) }
                lock.free()
                return applies
            case .held: return false
            case .unsupported:
                // Without locks nothing shared is ever written; only the attempts have left a lock file.
                try calls.remove(files.lock)
                return false
            }
        } catch {
            // Another sweeper has removed the folder.
            guard error.hasCode(where: SystemCode.isMissing) else { throw error }
            return false
        }
    }

    /// Removes the states first, whether they were listed or not: they must never outlive the bytes that they describe.
    private func removeRemains(_ files: IngestPaths) throws(StoreError) {
        for path in [files.state, files.stateReplacement, files.part] {
            if let path { try calls.remove(path) }
        }
    }

    /// Removes private parts unchanged since `limit`: without a lock, age is the only sign that their process has ended.
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
            // The age of the part counts; without a part, that of the state; without either, that of the lock.
            return status.modifiedSeconds < limit
        }
        return true
    }
}

/// The content of a folder of blobs in progress, grouped by stem.
struct IngestListing: Hashable, Sendable {
    /// The endings found for each shared stem, such as `sha256-2c93…`; the stem of the index is excluded.
    private(set) var endings: [String: Set<String>] = [:]
    /// The names of private parts, sorted.
    private(set) var privateParts: [String] = []

    /// The stems of shared files, sorted.
    var stems: [String] { endings.keys.sorted() }

    /// The stems of states whose part a commit has renamed, sorted.
    var spentStates: [String] {
        stems.filter { stem in
            let endings = endings[stem] ?? []
            return !endings.contains(IngestPaths.partEnding) && endings.contains(IngestPaths.stateEnding)
        }
    }

    /// The stems of documents, except the index, that a process is writing or was writing when it was killed.
    var documents: [String] {
        [IngestPaths.frameStem, IngestPaths.resolutionStem].filter {
            endings[$0]?.contains(IngestPaths.partEnding) == true
        }
    }

    /// Groups the names in a folder; other programs' files are ignored.
    init(_ names: [String]) {
        for name in names where !name.hasPrefix(IngestPaths.indexStem + ".") {
            guard let (stem, ending) = Self.split(name) else { continue }
            switch ending {
            case IngestPaths.partEnding, IngestPaths.lockEnding, IngestPaths.stateEnding, IngestPaths.newStateEnding:
                endings[stem, default: []].insert(ending)
            default:
                if ending.hasSuffix(IngestPaths.partEnding) { privateParts.append(name) }
            }
        }
        privateParts.sort()
    }

    /// Splits a name at its first dot, which stays with the ending.
    private static func split(_ name: String) -> (stem: String, ending: String)? {
        guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return nil }
        return (String(name[..<dot]), String(name[dot...]))
    }
}
