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

    /// The digest of the document alone.
    package var digest: String { descriptor.digest.description }

    /// The document as a table, no row of which is longer than `width` characters, if that is given; a config as JSON.
    package func lines(width: Int? = nil) throws(ResolverError) -> [String] {
        switch document {
        case .index(let index): return header + [""] + IndexRendering(index).lines(width: width)
        case .manifest(let manifest): return header + [""] + ManifestRendering(manifest).lines(width: width)
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
            "kind": .optional(document.map(Self.kind)),
        ])
        return .object(members)
    }

    private func value() throws(ResolverError) -> JSONValue {
        guard let value = JSONValue(parsing: bytes) else { throw refusal("JSON") }
        return value
    }

    /// Whether the digest is that of a list or of one manifest.
    private static func kind(of document: ManifestDocument) -> String {
        switch document {
        case .index: "index"
        case .manifest: "manifest"
        }
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
        if let document { table.add(["kind", Self.kind(of: document) == "index" ? "list" : "one manifest"]) }
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

    /// One line per entry, and the annotations. Digests are in full unless a `width` is given.
    func lines(width: Int?) -> [String] {
        var table = TextTable(["platform", "digest", "manifest size", "type"], rightAligned: [2])
        let images = Set(index.manifests.filter { $0.attested == nil }.map(\.digest.description))
        let attached = Dictionary(grouping: index.manifests) { $0.attested ?? "" }
        for entry in index.manifests where !images.contains(entry.attested ?? "") {
            table.add(Self.row(entry, platform: Shown.platform(entry.platform), isBrief: width != nil))
            guard images.contains(entry.digest.description) else { continue }
            for attestation in attached[entry.digest.description] ?? [] {
                let subject = "  attestation of \(Shown.digest(entry.digest))"
                table.add(Self.row(attestation, platform: subject, isBrief: width != nil))
            }
        }
        for entry in index.malformed {
            // The text of a malformed digest may be of any length; the flaw quotes it.
            let digest = width == nil ? entry.digest.map(Shown.text) : nil
            table.add([Shown.platform(entry.platform), digest ?? "-", "-", "malformed, \(entry.flaw)"])
        }
        let lines = width.map { table.lines(width: $0, cutting: [(3, 8), (0, 12)]) } ?? table.lines()
        return lines + annotationLines(index.annotations)
    }

    private static func row(_ entry: Descriptor, platform: String, isBrief: Bool) -> [String] {
        let digest = isBrief ? Shown.digest(entry.digest) : entry.digest.description
        return [platform, digest, Quantity.bytes(entry.size), type(of: entry, isBrief: isBrief)]
    }

    private static func type(of entry: Descriptor, isBrief: Bool) -> String {
        guard isBrief, entry.artifactType == nil else { return Shown.text(entry.artifactType ?? entry.mediaType) }
        if MediaType.isIndex(entry.mediaType) { return "list" }
        return MediaType.isManifest(entry.mediaType) ? "manifest" : Shown.text(entry.mediaType)
    }
}

/// The manifest of one image: its config and layers.
struct ManifestRendering {
    private let manifest: ImageManifest

    init(_ manifest: ImageManifest) {
        self.manifest = manifest
    }

    /// One line for the config and one per layer, the total, and the annotations. Digests are in full unless a `width` is
    /// given.
    func lines(width: Int?) -> [String] {
        var table = TextTable(["part", "digest", "size", "type"], rightAligned: [2])
        table.add(Self.row("config", manifest.config, isBrief: width != nil))
        for (number, layer) in manifest.layers.enumerated() {
            table.add(Self.row("layer \(number + 1)", layer, isBrief: width != nil))
        }
        let total = manifest.layers.reduce(Int64(0)) { $0.addingClamped($1.size) }
        let sum = "\(Quantity.count(manifest.layers.count, "layer")), \(Quantity.bytes(total))"
        let lines = width.map { table.lines(width: $0, cutting: [(3, 8)]) } ?? table.lines()
        return lines + ["", sum] + annotationLines(manifest.annotations)
    }

    private static func row(_ part: String, _ descriptor: Descriptor, isBrief: Bool) -> [String] {
        let digest = isBrief ? Shown.digest(descriptor.digest) : descriptor.digest.description
        return [part, digest, Quantity.bytes(descriptor.size), Shown.text(descriptor.mediaType)]
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
