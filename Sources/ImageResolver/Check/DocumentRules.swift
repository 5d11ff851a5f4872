import ImageModel
import LayerReading
import PlatformModel

/// What manifests and configs alone say about the platforms of an image.
struct DocumentRules: Sendable {
    let catalog: PlatformCatalog
    /// Whether a config that names another platform than its index entry is accepted.
    let allowsMismatch: Bool

    /// Compares the config of an image with the platform that its index entry declares, and with its manifest.
    func findings(about image: ImageDocuments, declared: Platform?) -> [CheckFinding] {
        var findings: [CheckFinding] = []
        if let declared, let config = image.config.platform {
            let parts = (catalog.normalized(declared).short, catalog.normalized(config).short)
            switch catalog.confirmation(declared: declared, config: config) {
            case .agrees: break
            case .note(let text):
                findings.append(CheckFinding(.note, .config, Printable.escaped(text)))
            case .contradicts(let text):
                findings.append(
                    CheckFinding(
                        allowsMismatch ? .warning : .failure, .config, Printable.escaped(text), expected: parts.0,
                        found: parts.1,
                        remedy: "build that image for \(parts.0), or list it as \(parts.1)"
                    ))
            }
        }
        findings += [image.wrongLayerCount].compactMap(\.self)
        return findings
    }

    /// For each of `entries`, the others of other architectures that have the same layers.
    func twins(among entries: [CheckEntry]) -> [[CheckEntry]] {
        var groups: [[Digest]: [CheckEntry]] = [:]
        for entry in entries {
            guard let layers = entry.layers, !layers.isEmpty else { continue }
            groups[layers, default: []].append(entry)
        }
        return entries.map { entry in
            guard let layers = entry.layers, let own = architecture(of: entry) else { return [] }
            return (groups[layers] ?? []).filter { architecture(of: $0) ?? own != own }
        }
    }

    /// What two images with the same layers for different architectures mean, if the layers are not read.
    ///
    /// An image that starts nothing may hold only data, which is right for every architecture.
    func finding(about image: ImageDocuments, twins: [CheckEntry]) -> CheckFinding? {
        guard let twin = twins.first, let platform = twin.platform else { return nil }
        let others = twins.count > 1 ? " and \(twins.count - 1) more" : ""
        let name = Printable.escaped(catalog.normalized(platform).short)
        let same = "it has the same layers as \(name)\(others)"
        let starts = !image.config.entrypoint.isEmpty || !image.config.command.isEmpty
        guard starts else {
            return CheckFinding(
                .warning, .twinLayers, "\(same); it starts nothing, so they may hold only data", found: name)
        }
        return CheckFinding(.failure, .twinLayers, same, found: name)
    }

    /// The operating system and architecture, in normal form.
    private func architecture(of entry: CheckEntry) -> [String]? {
        entry.platform.map(catalog.normalized).map { [$0.os, $0.architecture] }
    }
}

extension CheckEntry {
    /// The digests of the layers.
    fileprivate var layers: [Digest]? {
        (try? image.get())?.manifest.layers.map(\.digest)
    }
}

// Docker and containerd unpack no image of which one of these is true.
extension ImageDocuments {
    /// That the manifest and the config list different numbers of layers.
    var wrongLayerCount: CheckFinding? {
        let (layers, unpacked) = (manifest.layers.count, config.diffIDs.count)
        guard layers != unpacked else { return nil }
        return CheckFinding(
            .failure, .integrity,
            "its manifest lists \(layers == 1 ? "1 layer" : "\(layers) layers"), and its config \(unpacked)",
            expected: "\(unpacked)", found: "\(layers)")
    }

    /// That the layer at a position is not the one that the config lists.
    func wrongDiffID(_ scanned: ScannedLayer, _ index: Int) -> CheckFinding? {
        guard index < config.diffIDs.count, let actual = scanned.summary.diffID else { return nil }
        let expected = config.diffIDs[index]
        guard actual != expected, actual.algorithm == expected.algorithm else { return nil }
        return CheckFinding(
            .failure, .integrity, "its uncompressed layer is not the one that the config lists",
            layer: manifest.layers[index].digest, expected: expected.description, found: actual.description)
    }
}
