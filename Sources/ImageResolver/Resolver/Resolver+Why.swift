import BinaryModel
import ErrorMapping
import ImageModel
import LayerModel
import LayerReading
import PlatformModel
import RegistryClient
import StartModel

extension Resolver {
    /// Says why an image does not start, what a printed text means, or both.
    ///
    /// An answer that tells of failures is a result, not an error.
    package func why(_ question: StartQuestion) async throws(ResolverError) -> StartAnswer {
        var meaning: StartErrorList.Meaning?
        if let text = question.text { meaning = StartErrorList(try await rules.catalog).meaning(of: text) }
        var report: StartReport?
        if let image = question.image { report = try await start(of: image, path: question.path) }
        return StartAnswer(report: report, meaning: meaning)
    }

    /// Follows what an image starts, or a program in it.
    private func start(of image: String, path: String?) async throws(ResolverError) -> StartReport {
        try await bounded(image) { source throws(ResolverError) in
            let subject = try await subject(of: image, source)
            let (rules, wanted, origin, documents) = (subject.rules, subject.wanted, subject.origin, subject.documents)
            guard let platform = subject.platform else {
                throw ResolverError(.malformed, "its config names no platform, so that nothing can be judged")
            }
            let names = BinaryNames(rules.catalog)
            let rule = StartRule(platform: platform, catalog: rules.catalog, names: names)
            let layers = try await layers(of: documents, at: origin, named: image, rule.naming, rules)
            var judge = StartJudge(documents, platform, layers, path: path, by: rule)
            if !wanted.isRequested || options.host != nil { judge.judge(on: rules, names) }
            return judge.report(on: image)
        }
    }

    /// The image that a pull for the wanted platform takes, also under an emulator; a single manifest is taken whatever
    /// its platform.
    func subject(of image: String, _ source: ImageSource) async throws(ResolverError) -> Subject {
        let platforms = options.platforms
        let (rules, wanted, origin, root) = try await begin(
            image, source, for: platforms, using: [localStore].compactMap(\.self)
        ) { rules throws(ResolverError) in
            let wanted = try rules.wanted.one(platforms)
            return (wanted, wanted.host.platform)
        }
        let (documents, declared) = try await origin.choosing(from: root) { root throws(ResolverError) in
            try await subject(of: root, at: origin, named: image, for: wanted, rules)
        }
        return Subject(
            rules: rules, wanted: wanted, origin: origin, documents: documents,
            platform: declared ?? documents.config.platform)
    }

    /// The image that is looked into, and the platform under which an index lists it.
    private func subject(
        of root: Document, at origin: any ImageOrigin, named image: String, for wanted: Wanted, _ rules: HostRules
    ) async throws(ResolverError) -> (ImageDocuments, Platform?) {
        if case .manifest(let manifest) = root.content {
            guard let documents = try await origin.imageIfAny(root, manifest) else {
                throw ResolverError(ArtifactKind(manifest), .malformed)
            }
            return (documents, nil)
        }
        var policy = options.policy
        policy.emulation = true
        // A config that contradicts its entry is a matter of `check`, and may be the very reason.
        let selector = Selector(
            image: image, origin: origin, catalog: rules.catalog, policy: policy, allowsMismatch: true)
        let selection = try await selector.select(from: root, for: wanted)
        selection.remarks.forEach(events)
        return (selection.documents, selection.platform)
    }

    /// The files of an image.
    private func layers(
        of documents: ImageDocuments, at origin: any ImageOrigin, named image: String, _ naming: FileNaming,
        _ rules: HostRules
    ) async throws(ResolverError) -> SubjectLayers {
        let supply = supply(for: image, rules)
        let diffIDs = documents.config.diffIDs
        let wanted = documents.manifest.layers.enumerated().map { index, layer in
            WantedLayer(
                descriptor: layer, origin: origin,
                diffIDAlgorithm: index < diffIDs.count ? diffIDs[index].algorithm : nil)
        }
        supply.announce(wanted)
        var layers = SubjectLayers(tree: FileTree(naming: naming))
        layers.damage = [documents.wrongLayerCount].compactMap(\.self)
        for part in Array(wanted.enumerated()).chunked(by: max(1, options.jobs)) {
            let scanned = try await outcomes(of: part.map(\.element), supply)
            for ((index, layer), result) in zip(part, scanned) {
                do throws(ResolverError) {
                    let scanned = try result.get()
                    layers.damage += [documents.wrongDiffID(scanned, index)].compactMap(\.self)
                    try mapError(
                        { (error: FileTreeError) in ResolverError(.malformed, "\(error)") },
                        try layers.tree.apply(scanned.listing))
                } catch {
                    guard error.kind == .notFound, layer.descriptor.isForeign else { throw error }
                    layers.absent.append(layer.descriptor.digest)
                }
            }
        }
        return layers
    }

    private func outcomes(
        of layers: [WantedLayer], _ supply: LayerSupply
    ) async throws(ResolverError) -> [Result<ScannedLayer, ResolverError>] {
        let results = await withTaskGroup(of: (Int, Result<ScannedLayer, ResolverError>).self) { group in
            for (index, layer) in layers.enumerated() {
                group.addTask {
                    (index, await outcome { () async throws(ResolverError) in try await supply.read(layer) })
                }
            }
            var results: [Int: Result<ScannedLayer, ResolverError>] = [:]
            for await (index, result) in group { results[index] = result }
            return results
        }
        guard !Task.isCancelled else { throw .interrupted }
        return layers.indices.compactMap { results[$0] }
    }
}

/// An image whose files are looked into.
struct Subject: Sendable {
    let rules: HostRules
    let wanted: Wanted
    let origin: any ImageOrigin
    let documents: ImageDocuments
    /// The platform under which an index lists it, or else that of its config.
    let platform: Platform?
}

/// The layers of an image, laid over one another.
private struct SubjectLayers {
    /// The files.
    var tree: FileTree
    /// The layers that registries may not distribute and that could not be had.
    var absent: [Digest] = []
    /// What is wrong with the layers, so that no engine unpacks the image.
    var damage: [CheckFinding] = []
}

extension Descriptor {
    /// Whether registries may lack the layer.
    fileprivate var isForeign: Bool {
        LayerFormat(mediaType: mediaType)?.isForeign == true || !urls.isEmpty
    }
}

extension Array {
    /// Parts of at most `count` elements.
    fileprivate func chunked(by count: Int) -> [[Element]] {
        stride(from: 0, to: self.count, by: count).map { Array(self[$0..<Swift.min($0 + count, self.count)]) }
    }
}

/// Judges one image, and collects what is found.
private struct StartJudge {
    let documents: ImageDocuments
    let platform: Platform
    let layers: SubjectLayers

    private var tree: FileTree { layers.tree }
    private let command: StartCommand
    private let chain: StartChain
    private var findings: [StartReport.Finding]
    private var host: Platform?
    private var similarPaths: [String] = []

    /// Follows the command of the image, or a program in it.
    init(
        _ documents: ImageDocuments, _ platform: Platform, _ layers: SubjectLayers, path: String?, by rule: StartRule
    ) {
        self.documents = documents
        self.platform = platform
        self.layers = layers
        command = path.map { StartCommand(words: [$0], documents.config) } ?? StartCommand(documents.config)
        chain = rule.chain(of: command, in: layers.tree)
        findings = layers.damage.map(StartReport.Finding.init)
        findings += chain.findings.map { finding in
            // What is missing may be in a layer that could not be had.
            let isFailure = finding.isFailure && (layers.absent.isEmpty || finding.cause.symptom == .formatError)
            return StartReport.Finding(StartChain.Finding(cause: finding.cause, isFailure: isFailure))
        }
        if let missing = chain.steps.last(where: { $0.file == nil })?.path { similarPaths = paths(like: missing) }
    }

    /// Judges the image for the host, too.
    mutating func judge(on rules: HostRules, _ names: BinaryNames) {
        let start = HostStart(rules: rules, platform: platform)
        host = rules.hostReport.host.platform
        findings += start.findings(of: chain)
        guard let leveled = start.leveled else { return }
        let chain = StartRule(platform: leveled, catalog: rules.catalog, names: names).chain(of: command, in: tree)
        findings += chain.findings.filter { $0.cause.kind == .level }.map(StartReport.Finding.init)
            .filter { finding in !findings.contains { $0.kind == finding.kind } }
    }

    /// Paths whose last name is that of a missing one, or else like it.
    private func paths(like missing: String) -> [String] {
        let parts = missing.split { $0 == "/" || $0 == "\\" }
        guard let name = parts.last.map(String.init) else { return [] }
        let same = tree.paths(named: name).filter { tree.lookUp($0).file != nil }
        guard same.isEmpty else { return Array(same.prefix(3)) }
        let directory = "/" + parts.dropLast().joined(separator: "/")
        let directories = missing.contains("/") ? [directory] : command.searchPath
        return directories.flatMap { directory in
            let names = tree.names(in: directory)
            let longer = names.filter { $0.hasPrefix(name) }.prefix(3)
            let misspelt = Spelling.suggestion(for: name, among: names, shortest: 3).map { [$0] } ?? []
            return (longer + misspelt).map { directory == "/" ? "/\($0)" : "\(directory)/\($0)" }
        }
    }

    /// All that was found.
    func report(on image: String) -> StartReport {
        StartReport(
            image: image, digest: documents.document.digest, platform: platform,
            layers: documents.manifest.layers.map(\.digest), absentLayers: layers.absent,
            chain: chain, findings: findings.filter(\.isFailure) + findings.filter { !$0.isFailure },
            host: host, similarPaths: similarPaths)
    }
}
