import ImageModel

extension ImageStore {
    /// How long a part may lie still before ``prune(now:olderThanSeconds:)`` removes it: seven days.
    package static let partLifetimeSeconds: Int64 = 7 * 24 * 60 * 60

    /// How long a part without a lock may lie still before the end of a pull into a layout takes it for dead: an hour.
    private static let privatePartLifetimeSeconds: Int64 = 60 * 60

    /// Makes the names of all blobs durable that were committed so far: once for many, and before an index lists them.
    package func finishBatch() async throws(StoreError) {
        try await DiskExecutor.run { () async throws(StoreError) in
            try syncBlobFolders()
            removeSpentStates()
        }
    }

    /// Removes parts that nobody has written to for `olderThanSeconds`, with their locks, and gives how many.
    ///
    /// `now` is in seconds since 1970. A part that a process holds stays, however old.
    @discardableResult
    package func prune(
        now: Int64, olderThanSeconds: Int64 = ImageStore.partLifetimeSeconds
    ) async throws(StoreError) -> Int {
        try await DiskExecutor.run { () async throws(StoreError) in
            let limit = now.subtractingClamped(olderThanSeconds)
            let listing = IngestListing(try calls.names(in: paths.ingest))
            var removed = 0
            for stem in listing.stems {
                let files = IngestPaths(stem: stem, in: paths.ingest)
                let isPart = try calls.status(at: files.part) != nil
                if try remove(files, when: { () throws(StoreError) in try isUntouched(files, since: limit) }), isPart {
                    removed += 1
                }
            }
            return try removed + removePrivateParts(listing, since: limit)
        }
    }

    /// Ends a pull into a layout: removes the folder of what is under way, and all in it that no process holds.
    ///
    /// To be called after success only: it takes away what an interrupted pull would resume. `now` is in seconds since 1970.
    package func finishOutput(now: Int64) async throws(StoreError) {
        try await DiskExecutor.run { () async throws(StoreError) in
            let listing = IngestListing(try calls.names(in: paths.ingest))
            for stem in listing.stems {
                _ = try remove(IngestPaths(stem: stem, in: paths.ingest)) { () throws(StoreError) in true }
            }
            _ = try remove(paths.indexFiles) { () throws(StoreError) in true }
            // No lock tells whether these are still written to; a process that lives does so more often.
            _ = try removePrivateParts(listing, since: now.subtractingClamped(Self.privatePartLifetimeSeconds))
            do throws(StoreError) {
                try calls.removeFolder(paths.ingest)
            } catch {
                // Not empty: another process is in the middle of a pull into this layout, and will end it likewise.
                guard let code = error.systemCode, SystemCode.isOccupied(code) || SystemCode.isMissing(code) else {
                    throw error
                }
            }
        }
    }

    /// Waits until every name in the blob folders is on the disk.
    func syncBlobFolders() throws(StoreError) {
        for algorithm in DigestAlgorithm.allCases {
            let folder = paths.blobFolder(algorithm)
            if try calls.status(at: folder) != nil { try calls.syncFolder(folder) }
        }
    }

    /// Removes the states of parts that have become blobs. What cannot be removed now does no harm: a state without a part
    /// is not believed.
    private func removeSpentStates() {
        guard let names = try? calls.names(in: paths.ingest) else { return }
        for stem in IngestListing(names).spentStates {
            let files = IngestPaths(stem: stem, in: paths.ingest)
            guard let lock = try? FileLock.takenAtOnce(files.lock, through: calls) else { continue }
            if let state = files.state, (try? calls.status(at: files.part)) == .some(nil) { try? calls.remove(state) }
            lock.free()
        }
    }

    /// Removes the files of one stem and its lock, if nobody holds that and `condition` is still true then.
    ///
    /// A lock file is removed here only, by a sweeper that holds it; ``FileLock/attempt(_:through:)`` copes with that.
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

    private func removePrivateParts(_ listing: IngestListing, since limit: Int64) throws(StoreError) -> Int {
        var removed = 0
        for name in listing.privateParts {
            let path = "\(paths.ingest)/\(name)"
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

extension Int64 {
    /// The difference, or the nearest number that there is.
    fileprivate func subtractingClamped(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other > 0 ? .min : .max) : difference
    }
}
