import ImageModel
import ImageResolver

/// The output of `resolve inspect`: an index, a manifest or an image config.
package struct InspectRendering {
    /// The image as requested.
    let image: String
    /// The descriptor of the document.
    let descriptor: Descriptor
    /// The bytes of the document.
    let bytes: [UInt8]
    /// The parsed index or manifest; `nil` for a config.
    let document: ManifestDocument?

    /// The document as a table; a config as JSON.
    package func lines() throws(ResolverError) -> [String] {
        switch document {
        case .index(let index): return header + [""] + IndexRendering(index).lines
        case .manifest(let manifest): return header + [""] + ManifestRendering(manifest).lines
        case nil: return [try value().pretty]
        }
    }

    /// The document itself, with its descriptor added as `resolved`.
    package func json() throws(ResolverError) -> JSONValue {
        guard case .object(var members) = try value() else { throw refusal("a JSON object") }
        members["resolved"] = .object([
            "digest": .digest(descriptor.digest),
            "mediaType": .text(descriptor.mediaType),
            "size": .integer(descriptor.size),
        ])
        return .object(members)
    }

    private func value() throws(ResolverError) -> JSONValue {
        guard let value = JSONValue(parsing: bytes) else { throw refusal("JSON") }
        return value
    }

    private func refusal(_ expected: String) -> ResolverError {
        var error = ResolverError(.malformed, "the document is not \(expected); use --raw to print it unchanged")
        error.image = image
        return error
    }

    /// The image and the descriptor of the document.
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
    /// Renders the result of an inspection.
    package init(_ inspection: Inspection) {
        self.init(
            image: inspection.image, descriptor: inspection.descriptor, bytes: inspection.bytes,
            document: inspection.document)
    }
}

/// The entries of an index as a table, each attestation below the image that it attests.
struct IndexRendering {
    private let index: ImageIndex

    init(_ index: ImageIndex) {
        self.index = index
    }

    /// One line per entry, and the annotations.
    var lines: [String] {
        var table = TextTable(["platform", "digest", "size", "type"], rightAligned: [2])
        let images = Set(index.manifests.filter { $0.attested == nil }.map(\.digest.description))
        let attached = Dictionary(grouping: index.manifests) { $0.attested ?? "" }
        for entry in index.manifests where !images.contains(entry.attested ?? "") {
            table.add(Self.row(entry, platform: Shown.platform(entry.platform)))
            guard images.contains(entry.digest.description) else { continue }
            for attestation in attached[entry.digest.description] ?? [] {
                table.add(Self.row(attestation, platform: "  attestation of \(Shown.digest(entry.digest))"))
            }
        }
        return table.lines() + annotationLines(index.annotations)
    }

    private static func row(_ entry: Descriptor, platform: String) -> [String] {
        let type = entry.artifactType ?? entry.mediaType
        return [platform, entry.digest.description, Quantity.bytes(entry.size), Shown.text(type)]
    }
}

/// The manifest of one image: its config and layers.
struct ManifestRendering {
    private let manifest: ImageManifest

    init(_ manifest: ImageManifest) {
        self.manifest = manifest
    }

    /// One line for the config and one per layer, the total, and the annotations.
    var lines: [String] {
        var table = TextTable(["part", "digest", "size", "type"], rightAligned: [2])
        table.add(Self.row("config", manifest.config))
        for (number, layer) in manifest.layers.enumerated() {
            table.add(Self.row("layer \(number + 1)", layer))
        }
        let total = manifest.layers.reduce(Int64(0)) { sum, layer in
            let (value, overflows) = sum.addingReportingOverflow(layer.size)
            return overflows ? .max : value
        }
        let sum = "\(Quantity.count(manifest.layers.count, "layer")), \(Quantity.bytes(total))"
        return table.lines() + ["", sum] + annotationLines(manifest.annotations)
    }

    private static func row(_ part: String, _ descriptor: Descriptor) -> [String] {
        [part, descriptor.digest.description, Quantity.bytes(descriptor.size), Shown.text(descriptor.mediaType)]
    }
}

/// A heading and one line per annotation, sorted by key; no lines if there are no annotations.
private func annotationLines(_ annotations: [String: String]) -> [String] {
    guard !annotations.isEmpty else { return [] }
    var table = TextTable()
    for (key, value) in annotations.sorted(by: { $0.key < $1.key }) {
        table.add([Shown.text(key), Shown.text(value)])
    }
    return ["", "annotations"] + table.lines(indent: "  ")
}
