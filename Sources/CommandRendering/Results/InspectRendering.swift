import ImageModel
import ImageResolver

/// What `resolve inspect` prints: a manifest list, a manifest or an image config.
package struct InspectRendering {
    /// The image, as it was written.
    let image: String
    /// What the document is.
    let descriptor: Descriptor
    /// The document's bytes.
    let bytes: [UInt8]
    /// What a list or manifest says; `nil` for a config.
    let document: ManifestDocument?

    /// The document for people, a line an element: a table, or the config's own keys.
    package func lines() throws(JSONReadingError) -> [String] {
        switch document {
        case .index(let index): return header + [""] + IndexRendering(index).lines
        case .manifest(let manifest): return header + [""] + ManifestRendering(manifest).lines
        case nil: return [try JSONValue(parsing: bytes).pretty]
        }
    }

    /// The document itself, with what was resolved beside its own keys.
    package func json() throws(JSONReadingError) -> JSONValue {
        guard case .object(var members) = try JSONValue(parsing: bytes) else {
            throw .notAnObject
        }
        members["resolved"] = .object([
            "digest": .digest(descriptor.digest),
            "mediaType": .text(descriptor.mediaType),
            "size": .integer(descriptor.size),
        ])
        return .object(members)
    }

    /// What was asked for, and what it is.
    private var header: [String] {
        var table = TextTable()
        table.add(["image", Shown.text(image)])
        table.add(["digest", descriptor.digest.description])
        table.add(["type", Shown.text(descriptor.mediaType)])
        table.add(["size", Quantity.bytes(descriptor.size)])
        return table.lines()
    }
}

extension InspectRendering {
    /// A rendering of a document that was looked at.
    package init(_ inspection: Inspection) {
        self.init(
            image: inspection.image, descriptor: inspection.descriptor, bytes: inspection.bytes,
            document: inspection.document)
    }
}
