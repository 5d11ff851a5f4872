import BinaryModel
import ErrorMapping
import ImageModel
import LayerModel
import LayerReading
import PlatformModel
import RegistryClient

/// Checks the platforms of one image.
struct ImageCheck: Sendable {
    let image: String
    let rules: HostRules
    let depth: ImageCheckReport.Depth
    /// Whether layers are read although manifests and configs alone show that the image is wrong.
    let readsDespiteFailures: Bool
    let scan: LayerScan
    let slots: TransferSlots

    /// Checks these entries of `root`: first their documents, then their layers, each once and several at once.
    func report(
        on entries: [CheckEntry], skipping skipped: [ImageCheckReport.Skipped], of root: Document
    ) async throws(ResolverError) -> ImageCheckReport {
        let documentRules = rules.documentRules
        let twins = documentRules.twins(among: entries)
        var platforms = entries.map { CheckedPlatform($0, by: documentRules) }
        let isWrong = platforms.contains { $0.outcome == .failed }
        let readsLayers = depth == .layers && (readsDespiteFailures || !isWrong)
        if readsLayers {
            try await readLayers(of: entries, twins: twins, into: &platforms)
        } else {
            for (index, entry) in entries.enumerated() {
                guard case .success(let image) = entry.image else { continue }
                platforms[index].add(
                    [documentRules.finding(about: image, twins: twins[index])].compactMap(\.self))
            }
        }
        let isIndex = if case .index = root.content { true } else { false }
        return ImageCheckReport(
            image: image, indexDigest: isIndex ? root.digest : nil, indexMediaType: isIndex ? root.mediaType : nil,
            depth: readsLayers ? .layers : .documents, platforms: platforms, skipped: skipped)
    }

    /// Reads the layers of the platforms that are not known to be wrong, and judges each platform when it is complete.
    private func readLayers(
        of entries: [CheckEntry], twins: [[CheckEntry]], into platforms: inout [CheckedPlatform]
    ) async throws(ResolverError) {
        let images = entries.map { try? $0.image.get() }
        var arrivals = LayerArrivals(
            of: platforms.indices.compactMap { index in
                guard let image = images[index], platforms[index].outcome != .failed else { return nil }
                return (index, image)
            })
        let names = BinaryNames(rules.catalog)
        func judge(_ complete: [Int]) {
            for index in complete {
                guard let image = images[index] else { continue }
                let judge = PlatformJudge(image: image, names: names, rules: rules, twins: twins[index])
                judge.judge(arrivals.layers(of: image.manifest), into: &platforms[index])
            }
        }
        judge(arrivals.complete)
        let wanted = arrivals.wanted
        report(start: wanted)
        let isFinished = await withTaskGroup(of: (Descriptor, Result<ScannedLayer, ResolverError>?).self) { group in
            for (layer, algorithm) in wanted {
                group.addTask {
                    let result = await slots.run {
                        await outcome { () async throws(ResolverError) in
                            try await scan.read(layer, diffID: algorithm)
                        }
                    }
                    return (layer, result)
                }
            }
            for await (layer, result) in group {
                guard let result, result.failure?.kind != .interrupted else {
                    group.cancelAll()
                    return false
                }
                judge(arrivals.add(result, for: layer))
            }
            return true
        }
        guard isFinished, !Task.isCancelled else { throw .interrupted }
    }

    private func report(start wanted: [(layer: Descriptor, algorithm: DigestAlgorithm?)]) {
        let fetched = wanted.map(\.layer).filter(scan.isFetched)
        guard !fetched.isEmpty else { return }
        scan.events(
            .layersStarted(
                image: image, blobs: fetched.count, bytes: fetched.reduce(0) { $0.addingClamped($1.size) }))
    }
}

extension CheckedPlatform {
    /// What the documents of an entry say.
    fileprivate init(_ entry: CheckEntry, by rules: DocumentRules) {
        self.init(
            position: entry.position, digest: entry.digest, platform: entry.platform,
            isDeclared: entry.declared != nil)
        switch entry.image {
        case .failure(let error): self.error = error
        case .success(let image):
            layers = image.manifest.layers.map { Layer(digest: $0.digest, size: $0.size, mediaType: $0.mediaType) }
            add(rules.findings(about: image, declared: entry.declared))
        }
    }
}

/// The layers of several platforms, from the first that arrives to the last that is needed.
private struct LayerArrivals {
    /// The layers to read, each once: platform by platform, and of each the largest first, because it takes longest.
    let wanted: [(layer: Descriptor, algorithm: DigestAlgorithm?)]
    /// The platforms that have no layers.
    let complete: [Int]
    private var results: [Digest: Result<ScannedLayer, ResolverError>] = [:]
    /// The layers that each platform still lacks.
    private var lacking: [Int: Set<Digest>] = [:]
    private let digests: [Int: Set<Digest>]

    init(of platforms: [(index: Int, image: ImageDocuments)]) {
        var wanted: [(layer: Descriptor, algorithm: DigestAlgorithm?)] = []
        var seen: Set<Digest> = []
        for (index, image) in platforms {
            let algorithms = image.config.diffIDs.map { Optional($0.algorithm) }
            let layers = image.manifest.layers.enumerated().map { number, layer in
                (layer: layer, algorithm: number < algorithms.count ? algorithms[number] : nil)
            }
            wanted += layers.sorted { $0.layer.size > $1.layer.size }.filter { seen.insert($0.layer.digest).inserted }
            lacking[index] = Set(image.manifest.layers.map(\.digest))
        }
        self.wanted = wanted
        digests = lacking
        complete = platforms.map(\.index).filter { lacking[$0]?.isEmpty == true }
        for index in complete { lacking[index] = nil }
    }

    /// Takes a layer, and returns the platforms that are complete now; what no platform needs any more is dropped at
    /// the next call.
    mutating func add(_ result: Result<ScannedLayer, ResolverError>, for layer: Descriptor) -> [Int] {
        let needed = lacking.keys.reduce(into: Set<Digest>()) { $0.formUnion(digests[$1] ?? []) }
        results = results.filter { needed.contains($0.key) }
        results[layer.digest] = result
        for index in lacking.keys { lacking[index]?.remove(layer.digest) }
        let complete = lacking.filter { $0.value.isEmpty }.map(\.key).sorted()
        for index in complete { lacking[index] = nil }
        return complete
    }

    /// The layers of a complete platform, lowest first.
    func layers(of manifest: ImageManifest) -> [Result<ScannedLayer, ResolverError>] {
        manifest.layers.compactMap { results[$0.digest] }
    }
}

extension Result {
    /// The error.
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { return error }
        return nil
    }
}
