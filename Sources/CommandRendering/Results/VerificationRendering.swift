import ImageModel
import ImageResolver

/// The output of `resolve cache verify`.
package struct VerificationRendering {
    private let verification: StoreVerification

    /// Renders the result for one store.
    package init(_ verification: StoreVerification) {
        self.verification = verification
    }

    /// One line per damaged or missing blob with the images that need it, and the totals.
    package var lines: [String] {
        var table = TextTable()
        for blob in verification.damaged {
            let images = blob.images.isEmpty ? "no image" : blob.images.map(Shown.text).joined(separator: ", ")
            table.add([
                blob.isRepaired ? "repaired" : word(blob.fault), blob.digest.description, Quantity.bytes(blob.size),
                images,
            ])
        }
        let intact = verification.blobs - verification.damaged.filter { !$0.isRepaired }.count
        let size = Quantity.bytes(verification.bytes)
        var totals = ["\(Quantity.count(verification.blobs, "blob")), \(size), \(intact) intact"]
        if verification.leftOut > 0 {
            totals.append("left out: \(Quantity.count(verification.leftOut, "manifest")) of other platforms")
        }
        return table.lines() + totals
    }

    /// The result for `--json`.
    package var json: JSONValue {
        .object([
            "store": .text(verification.store),
            "blobs": .integer(Int64(verification.blobs)),
            "bytes": .integer(verification.bytes),
            "leftOut": .integer(Int64(verification.leftOut)),
            "damaged": .list(
                verification.damaged.map { blob in
                    .object([
                        "digest": .digest(blob.digest), "fault": .text(word(blob.fault)), "actual": actual(blob.fault),
                        "size": .integer(blob.size), "images": .list(blob.images.map(JSONValue.text)),
                        "repaired": .bool(blob.isRepaired),
                    ])
                }),
        ])
    }

    private func word(_ fault: DamagedBlob.Fault) -> String {
        switch fault {
        case .wrongDigest: "damaged"
        case .missing: "missing"
        case .notFile: "not-a-file"
        }
    }

    /// The digest of the bytes that are there.
    private func actual(_ fault: DamagedBlob.Fault) -> JSONValue {
        switch fault {
        case .wrongDigest(let actual): .digest(actual)
        case .missing, .notFile: .null
        }
    }
}
