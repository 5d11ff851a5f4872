import ImageModel

/// One image's manifest: its config and its layers.
struct ManifestRendering {
    /// The manifest to be shown.
    private let manifest: ImageManifest

    /// A rendering of one manifest.
    init(_ manifest: ImageManifest) {
        self.manifest = manifest
    }

    /// A line for the config, one for each layer, and their sum.
    var lines: [String] {
        var table = TextTable(["part", "digest", "size", "type"], rightAligned: [2])
        table.add(Self.row("config", manifest.config))
        for (number, layer) in manifest.layers.enumerated() {
            table.add(Self.row("layer \(number + 1)", layer))
        }
        let total = manifest.layers.reduce(Int64(0)) { sum, layer in
            let (value, isTooLarge) = sum.addingReportingOverflow(layer.size)
            return isTooLarge ? .max : value
        }
        let sum = "\(Quantity.count(manifest.layers.count, "layer")), \(Quantity.bytes(total))"
        return table.lines() + ["", sum] + AnnotationRendering(manifest.annotations).lines
    }

    /// One part's line.
    private static func row(_ part: String, _ descriptor: Descriptor) -> [String] {
        [part, descriptor.digest.description, Quantity.bytes(descriptor.size), Shown.text(descriptor.mediaType)]
    }
}
