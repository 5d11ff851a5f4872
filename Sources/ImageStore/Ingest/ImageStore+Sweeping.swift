import ImageModel

extension ImageStore {
    /// How long a part may lie still before ``prune(now:olderThanSeconds:)`` removes it: seven days.
    package static let partLifetimeSeconds: Int64 = 7 * 24 * 60 * 60

    /// How long a part without a lock may lie still before the end of a pull into a layout takes it for dead: an hour.
    private static let privatePartLifetimeSeconds: Int64 = 60 * 60

    /// Makes the names of all blobs durable that were committed so far: once for many, and before an index lists them.
    package func finishBatch() async throws(StoreError) {
        try await DiskExecutor.run { () async throws(StoreError) in try endBatch() }
    }

    /// ``finishBatch()``, for who is on the disk's threads already.
    func endBatch() throws(StoreError) {
        try syncBlobFolders()
        sweeper.removeSpentStates()
    }

    /// Removes parts that nobody has written to for `olderThanSeconds`, with their locks, and gives how many.
    ///
    /// `now` is in seconds since 1970. A part that a process holds stays, however old; so does everything in a store that
    /// this user may not change.
    @discardableResult
    package func prune(
        now: Int64, olderThanSeconds: Int64 = ImageStore.partLifetimeSeconds
    ) async throws(StoreError) -> Int {
        try await DiskExecutor.run { () async throws(StoreError) in
            do throws(StoreError) {
                return try sweeper.removeUntouched(since: now.subtractingClamped(olderThanSeconds))
            } catch {
                guard let code = error.systemCode, SystemCode.isForbidden(code) else { throw error }
                return 0
            }
        }
    }

    /// Ends a pull into a layout: removes the folder of what is under way, and all in it that no process holds.
    ///
    /// To be called after success only: it takes away what an interrupted pull would resume. `now` is in seconds since 1970.
    package func finishOutput(now: Int64) async throws(StoreError) {
        try await DiskExecutor.run { () async throws(StoreError) in
            try sweeper.removeFolder(privatePartsSince: now.subtractingClamped(Self.privatePartLifetimeSeconds))
        }
    }

    /// Ends a pull into a layout that was interrupted or has failed: removes what is of no use to the next one.
    ///
    /// Parts that can be resumed stay, with their states and locks; so does everything that a process holds.
    package func sweepLocks() async throws(StoreError) {
        try await DiskExecutor.run { () async throws(StoreError) in try sweeper.removeAllButParts() }
    }

    /// Waits until every name in the blob folders is on the disk.
    private func syncBlobFolders() throws(StoreError) {
        for algorithm in DigestAlgorithm.allCases {
            let folder = paths.blobFolder(algorithm)
            if try calls.status(at: folder) != nil { try calls.syncFolder(folder) }
        }
    }

    private var sweeper: IngestSweeper { IngestSweeper(folder: paths.ingest, calls: calls) }
}

extension Int64 {
    /// The difference, or the nearest number that there is.
    fileprivate func subtractingClamped(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other > 0 ? .min : .max) : difference
    }
}
