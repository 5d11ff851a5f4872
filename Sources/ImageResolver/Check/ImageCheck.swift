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
    let supply: LayerSupply

    /// Checks entries: first their documents, then their layers, each once and several at once.
    func report(on checked: CheckEntries) async throws(ResolverError) -> ImageCheckReport {
        let (root, entries) = (checked.root, checked.entries)
        let documentRules = rules.documentRules
        let twins = documentRules.twins(among: entries)
        var platforms = entries.map { CheckedPlatform($0, by: documentRules) }
        let isWrong = platforms.contains { $0.outcome == .failed }
        let readsLayers = depth == .layers && (readsDespiteFailures || !isWrong)
        if readsLayers {
            try await readLayers(of: entries, twins: twins, into: &platforms)
        } else {
            // A twin that is known to be wrong says nothing about the others.
            let wrong = Set(platforms.filter { $0.outcome == .failed }.map(\.position))
            for (index, entry) in entries.enumerated() {
                guard case .success(let image) = entry.image else { continue }
                let suspects = twins[index].filter { !wrong.contains($0.position) }
                platforms[index].add([documentRules.finding(about: image, twins: suspects)].compactMap(\.self))
            }
        }
        let isIndex = if case .index = root.content { true } else { false }
        var report = ImageCheckReport(
            image: image, indexDigest: isIndex ? root.digest : nil, indexMediaType: isIndex ? root.mediaType : nil,
            depth: readsLayers ? .layers : .documents, platforms: platforms, skipped: checked.skipped)
        if readsLayers {
            report.affinity = NodeAffinity(of: report.read.compactMap(\.platform), catalog: rules.catalog)
        }
        return report
    }

    /// Reads the layers of the platforms that are not known to be wrong, and judges each platform when it is complete.
    private func readLayers(
        of entries: [CheckEntry], twins: [[CheckEntry]], into platforms: inout [CheckedPlatform]
    ) async throws(ResolverError) {
        let images = entries.map { try? $0.image.get() }
        var arrivals = LayerArrivals(
            of: platforms.indices.compactMap { index in
                guard let image = images[index], platforms[index].outcome != .failed else { return nil }
                return (index, image, entries[index].origin)
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
        supply.announce(wanted)
        let isFinished = await withTaskGroup(of: (Digest, Result<ScannedLayer, ResolverError>).self) { group in
            for layer in wanted {
                group.addTask {
                    let result = await outcome { () async throws(ResolverError) in try await supply.read(layer) }
                    return (layer.descriptor.digest, result)
                }
            }
            for await (digest, result) in group {
                if case .failure(let error) = result, error.kind == .interrupted {
                    group.cancelAll()
                    return false
                }
                judge(arrivals.add(result, for: digest))
            }
            return true
        }
        guard isFinished, !Task.isCancelled else { throw .interrupted }
    }
}

/// A layer that a check needs.
struct WantedLayer: Sendable {
    /// The layer.
    let descriptor: Descriptor
    /// Where it is.
    let origin: any ImageOrigin
    /// The algorithm of the digest of its uncompressed bytes in the config; `nil` if the config lists none.
    let diffIDAlgorithm: DigestAlgorithm?
}

/// Gives a check the layers that it asks for, in any order.
struct LayerSupply: Sendable {
    /// Told once which layers will be asked for.
    let announce: @Sendable ([WantedLayer]) -> Void
    /// Reads a layer, perhaps after a wait. It throws an interruption only if the whole check is to end.
    let read: @Sendable (WantedLayer) async throws(ResolverError) -> ScannedLayer
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
    let wanted: [WantedLayer]
    /// The platforms that have no layers.
    let complete: [Int]
    private var results: [Digest: Result<ScannedLayer, ResolverError>] = [:]
    /// The layers that each platform still lacks.
    private var lacking: [Int: Set<Digest>] = [:]
    private let digests: [Int: Set<Digest>]

    init(of platforms: [(index: Int, image: ImageDocuments, origin: any ImageOrigin)]) {
        var wanted: [WantedLayer] = []
        var seen: Set<Digest> = []
        var lacking: [Int: Set<Digest>] = [:]
        var complete: [Int] = []
        for (index, image, origin) in platforms {
            let diffIDs = image.config.diffIDs
            let layers = image.manifest.layers.enumerated().map { number, layer in
                WantedLayer(
                    descriptor: layer, origin: origin,
                    diffIDAlgorithm: number < diffIDs.count ? diffIDs[number].algorithm : nil)
            }
            wanted += layers.sorted { $0.descriptor.size > $1.descriptor.size }
                .filter { seen.insert($0.descriptor.digest).inserted }
            if layers.isEmpty {
                complete.append(index)
            } else {
                lacking[index] = Set(layers.map(\.descriptor.digest))
            }
        }
        self.wanted = wanted
        self.complete = complete
        self.lacking = lacking
        digests = lacking
    }

    /// Takes a layer, and returns the platforms that are complete now; what no platform needs any more is dropped at
    /// the next call.
    mutating func add(_ result: Result<ScannedLayer, ResolverError>, for digest: Digest) -> [Int] {
        let needed = lacking.keys.reduce(into: Set<Digest>()) { $0.formUnion(digests[$1] ?? []) }
        results = results.filter { needed.contains($0.key) }
        results[digest] = result
        for index in lacking.keys { lacking[index]?.remove(digest) }
        let complete = lacking.filter { $0.value.isEmpty }.map(\.key).sorted()
        for index in complete { lacking[index] = nil }
        return complete
    }

    /// The layers of a complete platform, lowest first.
    func layers(of manifest: ImageManifest) -> [Result<ScannedLayer, ResolverError>] {
        manifest.layers.compactMap { results[$0.digest] }
    }
}
