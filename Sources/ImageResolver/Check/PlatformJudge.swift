import BinaryModel
import ImageModel
import LayerModel
import LayerReading
import PlatformModel

/// Judges one platform of an image by all of its layers.
struct PlatformJudge {
    let image: ImageDocuments
    let names: BinaryNames
    let rules: HostRules
    /// The entries of other architectures with the same layers.
    let twins: [CheckEntry]

    /// Judges the layers, lowest first, and records what is found.
    func judge(_ layers: [Result<ScannedLayer, ResolverError>], into checked: inout CheckedPlatform) {
        var tree = FileTree()
        var isWhole = true
        for (index, layer) in image.manifest.layers.enumerated() where index < layers.count {
            switch layers[index] {
            case .success(let scanned):
                checked.add([wrongDiffID(scanned, index)].compactMap(\.self))
                do throws(FileTreeError) {
                    try tree.apply(scanned.listing)
                } catch {
                    checked.error = ResolverError(.malformed, "\(error)")
                    return
                }
            case .failure(let error):
                isWhole = false
                record(error, of: layer, in: &checked)
            }
        }
        guard isWhole, let platform = checked.platform else {
            fill(layers, nil, in: &checked)
            return
        }
        let fileRules = FileRules(platform: platform, catalog: rules.catalog, names: names)
        let programs = fileRules.programs(of: tree, layers: image.manifest.layers, besides: [])
        checked.add(programs.warnings)
        checked.add([twinFinding(programs)].compactMap(\.self))
        fill(layers, programs.byLayer, in: &checked)
    }

    /// A layer that registries may not distribute is no fault of the image if it is absent.
    private func record(_ error: ResolverError, of layer: Descriptor, in checked: inout CheckedPlatform) {
        let isForeign = LayerFormat(mediaType: layer.mediaType)?.isForeign == true || !layer.urls.isEmpty
        if error.kind == .integrity {
            checked.add([CheckFinding(.failure, .integrity, error.message, layer: layer.digest)])
        } else if error.kind == .notFound, isForeign {
            checked.add([
                CheckFinding(
                    .warning, .unread, "a layer is not at the registry, so no file is checked", layer: layer.digest)
            ])
        } else if checked.error == nil {
            checked.error = error
        }
    }

    private func wrongDiffID(_ scanned: ScannedLayer, _ index: Int) -> CheckFinding? {
        guard index < image.config.diffIDs.count, let actual = scanned.summary.diffID else { return nil }
        let expected = image.config.diffIDs[index]
        guard actual != expected, actual.algorithm == expected.algorithm else { return nil }
        return CheckFinding(
            .failure, .integrity, "its uncompressed layer is not the one that the config lists",
            layer: image.manifest.layers[index].digest, expected: expected.description, found: actual.description)
    }

    /// The same layers cannot hold the right programs for two architectures.
    private func twinFinding(_ programs: FileRules.Programs) -> CheckFinding? {
        guard let twin = twins.first, let platform = twin.platform else { return nil }
        let name = Printable.escaped(rules.catalog.normalized(platform).short)
        let same = "it has the same layers as \(name)" + (twins.count > 1 ? " and \(twins.count - 1) more" : "")
        guard programs.foreign > 0, programs.own == 0 else {
            let content = programs.own + programs.foreign == 0 ? "; they hold no programs" : ""
            return CheckFinding(.note, .twinLayers, same + content, found: name)
        }
        return CheckFinding(.failure, .twinLayers, "\(same), and all programs in them are for that one", found: name)
    }

    private func fill(
        _ layers: [Result<ScannedLayer, ResolverError>], _ programs: [[CheckedPlatform.Programs]]?,
        in checked: inout CheckedPlatform
    ) {
        for (index, layer) in layers.enumerated() where checked.layers.indices.contains(index) {
            guard case .success(let scanned) = layer else { continue }
            checked.layers[index].contents = CheckedPlatform.LayerContents(
                entries: scanned.summary.entries, uncompressedBytes: scanned.summary.uncompressedBytes,
                compression: scanned.summary.compression.rawValue, programs: programs?[index] ?? [])
        }
    }
}
