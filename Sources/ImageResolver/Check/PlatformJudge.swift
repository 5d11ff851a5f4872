import BinaryModel
import ImageModel
import LayerModel
import LayerReading
import PlatformModel
import StartModel

/// Judges one platform of an image by all of its layers.
struct PlatformJudge {
    let image: ImageDocuments
    let names: BinaryNames
    let rules: HostRules
    /// The entries of other architectures with the same layers.
    let twins: [CheckEntry]

    /// Judges the layers, lowest first, and records what is found.
    func judge(_ layers: [Result<ScannedLayer, ResolverError>], into checked: inout CheckedPlatform) {
        let start = checked.platform.map { StartRule(platform: $0, catalog: rules.catalog, names: names) }
        var tree = FileTree(naming: start?.naming ?? .posix)
        var isWhole = true
        for (index, layer) in image.manifest.layers.enumerated() where index < layers.count {
            switch layers[index] {
            case .success(let scanned):
                checked.add([image.wrongDiffID(scanned, index)].compactMap(\.self))
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
        guard isWhole, let platform = checked.platform, let start else {
            fill(layers, nil, in: &checked)
            return
        }
        let chain = start.chain(of: StartCommand(image.config), in: tree)
        checked.start = chain.steps.map { step in
            CheckedPlatform.StartStep(
                path: step.file?.path ?? step.path,
                content: step.content ?? (step.file == nil ? "missing" : "not read"),
                layer: digest(of: step.file))
        }
        checked.add(chain.findings.map { finding($0, in: chain) })
        checked.add(failuresOnHost(of: platform, tree, besides: chain))
        let fileRules = FileRules(platform: platform, catalog: rules.catalog, names: names)
        let programs = fileRules.programs(
            of: tree, layers: image.manifest.layers, besides: Set(chain.steps.compactMap { $0.file?.path }))
        checked.add(programs.warnings)
        checked.add([twinFinding(programs)].compactMap(\.self))
        fill(layers, programs.byLayer, in: &checked)
    }

    /// What keeps the image from starting on the machine that `--host` names, although it suits the platform.
    private func failuresOnHost(
        of platform: Platform, _ tree: FileTree, besides chain: StartChain
    ) -> [CheckFinding] {
        guard let host = rules.namedHost(running: platform) else { return [] }
        let onHost = StartRule(platform: host, catalog: rules.catalog, names: names)
            .chain(of: StartCommand(image.config), in: tree)
        let failures = onHost.findings.filter { $0.isFailure && !chain.findings.contains($0) }
        return failures.map { finding($0, in: onHost) }
    }

    private func finding(_ finding: StartChain.Finding, in chain: StartChain) -> CheckFinding {
        let cause = finding.cause
        let file = chain.steps.last { $0.file?.path == cause.path || $0.path == cause.path }?.file
        return CheckFinding(
            finding.isFailure ? .failure : .warning, .start, cause.description, path: cause.path,
            layer: digest(of: file), expected: cause.expected, found: cause.found,
            remedy: finding.isFailure ? cause.remedy : nil)
    }

    /// The layer that holds a file.
    private func digest(of file: FileTree.File?) -> Digest? {
        guard let file, image.manifest.layers.indices.contains(file.layer) else { return nil }
        return image.manifest.layers[file.layer].digest
    }

    /// A layer that registries may not distribute is no fault of the image if it is absent.
    private func record(_ error: ResolverError, of layer: Descriptor, in checked: inout CheckedPlatform) {
        let isForeign = LayerFormat(mediaType: layer.mediaType)?.isForeign == true || !layer.urls.isEmpty
        if error.kind == .integrity {
            checked.add([CheckFinding(.failure, .integrity, error.message, layer: layer.digest)])
        } else if error.kind == .notFound, isForeign {
            checked.add([
                CheckFinding(
                    .warning, .unread, "a layer that may not be distributed is absent, so no file is checked",
                    layer: layer.digest)
            ])
        } else if checked.error == nil {
            checked.error = error
        }
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

extension StartCause {
    /// The file that something is wrong with.
    fileprivate var path: String {
        switch self {
        case .missingFile(let path, _), .danglingLink(let path, _), .nestedScripts(let path), .linkLoop(let path),
            .notDirectory(let path, _),
            .pathTooLong(let path), .directory(let path), .specialFile(let path), .notExecutable(let path, _),
            .program(let path, _), .interpreter(_, let path, _):
            path
        case .missingTarget(_, _, let link, _): link
        case .notInSearchPath(let name, _), .missingCommand(_, let name, _): name
        case .missingInterpreter(_, let interpreter): interpreter
        case .missingLoader(_, let loader), .foreignLoader(_, let loader, _, _), .brokenLoader(_, let loader, _, _):
            loader
        case .unsplitCommand(let script, _), .carriageReturn(let script, _): script
        }
    }

    /// What the platform requires, if that is one word.
    fileprivate var expected: String? {
        if case .foreignLoader(_, _, _, let expected) = self { return expected }
        return fault?.expected
    }

    /// What is there instead, if that is one word.
    fileprivate var found: String? {
        if case .foreignLoader(_, _, let found, _) = self { return found }
        return fault?.found
    }

    private var fault: BinaryFault? {
        switch self {
        case .program(_, let fault), .interpreter(_, _, let fault), .brokenLoader(_, _, let fault, _): fault
        case .missingFile, .danglingLink, .notInSearchPath, .missingTarget, .missingInterpreter, .missingCommand,
            .unsplitCommand,
            .missingLoader, .foreignLoader, .carriageReturn, .nestedScripts, .linkLoop, .notDirectory, .pathTooLong,
            .directory, .specialFile, .notExecutable:
            nil
        }
    }
}
