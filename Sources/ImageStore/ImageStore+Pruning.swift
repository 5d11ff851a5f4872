import ImageModel

/// What pruning has removed from a store, or would remove.
package struct Pruned: Sendable {
    /// The images that are no longer listed.
    package var images: [LayoutEntry] = []
    /// The number of blobs.
    package var blobs = 0
    /// Their size in bytes.
    package var bytes: Int64 = 0
    /// How much of ``bytes`` is not freed, because layouts link to the same files.
    package var linkedBytes: Int64 = 0
    /// The number of parts of interrupted pulls.
    package var parts = 0
}

/// The end of an attempt to prune a store.
package enum PruneOutcome: Sendable {
    /// It was pruned.
    case pruned(Pruned)
    /// Nothing was removed: a manifest or index of this image is missing or damaged, so that not all of its blobs are known.
    case unreadable(LayoutEntry, Digest)
}

extension ImageStore {
    /// What ``prune(keeping:now:waiting:)`` would remove; nothing is changed.
    package func pruned(
        keeping isKept: (LayoutEntry) -> Bool
    ) async throws(StoreError) -> PruneOutcome {
        let inventory = try StoreInventory(of: self)
        let plan = PrunePlan(inventory, keeping: isKept)
        if let refusal = Self.refusal(plan) { return refusal }
        return .pruned(try summary(of: plan, sizes: inventory.sizes))
    }

    /// Removes the images that `isKept` does not select, the blobs that no other image needs, and old parts.
    ///
    /// The index is replaced first: after a crash, blobs are left that nothing needs, and never an image without its blobs.
    /// Other processes do not use the store meanwhile, which requires a file system with locks; `waiting` is called once if one must be waited for. `now` is in seconds
    /// since 1970.
    package func prune(
        keeping isKept: (LayoutEntry) -> Bool, now: Int64, waiting: (@Sendable () -> Void)? = nil
    ) async throws(StoreError) -> PruneOutcome {
        guard let hold = try await holdAlone(waiting: waiting) else {
            throw .system(.locking, path: paths.layout, code: SystemCode.noLocks)
        }
        defer { hold.end() }
        let inventory = try StoreInventory(of: self)
        let plan = PrunePlan(inventory, keeping: isKept)
        if let refusal = Self.refusal(plan) { return refusal }
        var pruned = try summary(of: plan, sizes: inventory.sizes)
        if !plan.dropped.isEmpty {
            let dropped = Set(plan.dropped.map(\.entry))
            try await removeEntries(where: { dropped.contains($0) })
        }
        try await DiskExecutor.run { () async throws(StoreError) in
            for path in plan.resolutionPaths { try calls.remove(path) }
            for digest in plan.blobs {
                guard !Task.isCancelled else { throw .cancelled }
                try remove(digest)
            }
        }
        pruned.parts = try await prune(now: now)
        try await sweepLocks()
        return .pruned(pruned)
    }

    private static func refusal(_ plan: PrunePlan) -> PruneOutcome? {
        for image in plan.kept {
            if let unreadable = image.unreadable { return .unreadable(image.entry, unreadable.digest) }
        }
        return nil
    }

    private func summary(of plan: PrunePlan, sizes: [Digest: Int64]) throws(StoreError) -> Pruned {
        var pruned = Pruned()
        pruned.images = plan.dropped.map(\.entry)
        for digest in plan.blobs {
            let size = sizes[digest] ?? 0
            pruned.blobs += 1
            pruned.bytes = pruned.bytes.addingClamped(size)
            guard let status = try calls.status(at: blobPath(digest)), status.isRegular, status.names > 1 else {
                continue
            }
            pruned.linkedBytes = pruned.linkedBytes.addingClamped(size)
        }
        return pruned
    }

    /// Removes what has the name of a blob. A folder that is not empty stays.
    private func remove(_ digest: Digest) throws(StoreError) {
        let path = blobPath(digest)
        do throws(StoreError) {
            try calls.removeAny(path)
        } catch {
            guard error.hasCode(where: SystemCode.isOccupied) else { throw error }
        }
    }
}
