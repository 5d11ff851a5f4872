import ImageModel
import ImageResolver

/// The output of `resolve cache verify`.
package struct VerificationRendering {
    private let verification: StoreVerification

    /// Renders the result for one store.
    package init(_ verification: StoreVerification) {
        self.verification = verification
    }

    /// One line per damaged blob with the images that need it, and the totals.
    package var lines: [String] {
        var table = TextTable()
        for blob in verification.damaged {
            let images = blob.images.isEmpty ? "no image" : blob.images.map(Shown.text).joined(separator: ", ")
            table.add(["damaged", blob.digest.description, Quantity.bytes(blob.size), images])
        }
        let intact = verification.blobs - verification.damaged.count
        let size = Quantity.bytes(verification.bytes)
        return table.lines() + ["\(Quantity.count(verification.blobs, "blob")), \(size), \(intact) intact"]
    }

    /// The result for `--json`.
    package var json: JSONValue {
        .object([
            "store": .text(verification.store),
            "blobs": .integer(Int64(verification.blobs)),
            "bytes": .integer(verification.bytes),
            "damaged": .list(
                verification.damaged.map { blob in
                    .object([
                        "digest": .digest(blob.digest), "actual": .digest(blob.actual), "size": .integer(blob.size),
                        "images": .list(blob.images.map(JSONValue.text)),
                    ])
                }),
        ])
    }
}
