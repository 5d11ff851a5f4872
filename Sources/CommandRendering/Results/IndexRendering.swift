import ImageModel

/// The entries of a manifest list as a table, attestations under what they attest.
struct IndexRendering {
    /// The list to be shown.
    private let index: ImageIndex

    /// A rendering of one list.
    init(_ index: ImageIndex) {
        self.index = index
    }

    /// A line an entry: platform, digest, size, type.
    var lines: [String] {
        var table = TextTable(["platform", "digest", "size", "type"], rightAligned: [2])
        let images = Set(index.manifests.filter { $0.attested == nil }.map(\.digest.description))
        let attached = Dictionary(grouping: index.manifests) { $0.attested ?? "" }
        for entry in index.manifests where !images.contains(entry.attested ?? "") {
            table.add(Self.row(entry, platform: Shown.platform(entry.platform)))
            guard images.contains(entry.digest.description) else { continue }
            for attestation in attached[entry.digest.description] ?? [] {
                table.add(Self.row(attestation, platform: "  attestation of " + Shown.digest(entry.digest)))
            }
        }
        return table.lines() + AnnotationRendering(index.annotations).lines
    }

    /// One entry's line.
    private static func row(_ entry: Descriptor, platform: String) -> [String] {
        let type = entry.artifactType ?? entry.mediaType
        return [platform, entry.digest.description, Quantity.bytes(entry.size), Shown.text(type)]
    }
}
