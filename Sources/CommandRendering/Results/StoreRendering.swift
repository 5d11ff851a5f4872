import ImageModel
import ImageResolver

/// The output of `resolve cache ls`.
package struct StoreRendering {
    private let store: StoredImages

    /// Renders the images of one store.
    package init(_ store: StoredImages) {
        self.store = store
    }

    /// A table of the images, and the totals.
    package var lines: [String] {
        var table = TextTable(
            ["image", "platform", "digest", "size", "unique", "added"], rightAligned: [3, 4])
        for image in store.images {
            table.add([
                Shown.text(image.name), platforms(image), Shown.digest(image.digest), Quantity.bytes(image.bytes),
                Quantity.bytes(image.uniqueBytes), image.addedSeconds.map { CivilDate.text(unixSeconds: $0) } ?? "-",
            ])
        }
        var totals = [
            Quantity.count(store.images.count, "image"), Quantity.count(store.blobs, "blob"),
            Quantity.bytes(store.bytes),
        ]
        if store.unneededBytes > 0 { totals.append("\(Quantity.bytes(store.unneededBytes)) of no image") }
        return (store.images.isEmpty ? [] : table.lines()) + [totals.joined(separator: ", ")]
    }

    /// The images for `--json`.
    package var json: JSONValue {
        .object([
            "store": .text(store.store),
            "blobs": .integer(Int64(store.blobs)),
            "bytes": .integer(store.bytes),
            "unneededBytes": .integer(store.unneededBytes),
            "images": .list(
                store.images.map { image in
                    .object([
                        "image": .text(image.name), "name": .optional(image.fullName), "digest": .digest(image.digest),
                        "platforms": .list(image.platforms.map { JSONValue.platform($0) }),
                        "bytes": .integer(image.bytes), "uniqueBytes": .integer(image.uniqueBytes),
                        "sharedBytes": .integer(image.bytes - image.uniqueBytes),
                        "added": .optional(image.addedSeconds.map { CivilDate.text(unixSeconds: $0) }),
                    ])
                }),
        ])
    }

    /// The platforms of an image; of many, the first and the number of the others.
    private func platforms(_ image: StoredImage) -> String {
        guard image.platforms.count > 1 else { return Shown.platform(image.platforms.first) }
        return "\(Shown.platform(image.platforms.first)) and \(image.platforms.count - 1) more"
    }
}

/// The output of `resolve cache prune`.
package struct PruneRendering {
    private let pruned: PrunedStore

    /// Renders what was removed from one store.
    package init(_ pruned: PrunedStore) {
        self.pruned = pruned
    }

    /// The images that were removed, and the totals.
    package var lines: [String] {
        var table = TextTable()
        for image in pruned.images {
            table.add([
                "removed", Shown.text(image.name), Shown.platform(image.platform), Shown.digest(image.digest),
            ])
        }
        var totals = Quantity.count(pruned.images.count, "image") + ", " + Quantity.count(pruned.blobs, "blob")
        if pruned.parts > 0 { totals += ", " + Quantity.count(pruned.parts, "part") }
        totals += " removed, \(Quantity.bytes(pruned.bytesFreed)) freed"
        if pruned.bytesLinked > 0 { totals += ", \(Quantity.bytes(pruned.bytesLinked)) still in layouts" }
        return table.lines() + [pruned.isDryRun ? "dry run: " + totals : totals]
    }

    /// What was removed, for `--json`.
    package var json: JSONValue {
        .object([
            "store": .text(pruned.store),
            "dryRun": .bool(pruned.isDryRun),
            "images": .list(
                pruned.images.map { image in
                    .object([
                        "image": .text(image.name), "platform": .platform(image.platform),
                        "digest": .digest(image.digest),
                    ])
                }),
            "blobs": .integer(Int64(pruned.blobs)),
            "bytesFreed": .integer(pruned.bytesFreed),
            "bytesLinked": .integer(pruned.bytesLinked),
            "parts": .integer(Int64(pruned.parts)),
        ])
    }
}
