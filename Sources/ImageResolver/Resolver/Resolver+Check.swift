import BinaryModel
import ErrorMapping
import ImageModel
import LayerReading
import PlatformModel
import RegistryClient

/// An image to check.
public struct CheckRequest: Sendable {
    /// The image.
    public var image: String
    /// The platforms to check, `host` and `all` among them; empty means all.
    public var platforms: [String] = []
    /// How much of the image is read.
    public var depth = ImageCheckReport.Depth.layers
    /// Reads layers also if a config already shows that the image is wrong, so that every platform is judged by its files.
    public var readsDespiteFailures = false

    /// Checks every platform of an image, with its layers.
    public init(image: String) {
        self.image = image
    }
}

extension Resolver {
    /// Checks whether the platforms of an image are what they claim to be.
    ///
    /// A report with failures is a result, not an error.
    public func check(_ request: CheckRequest) async throws(ResolverError) -> ImageCheckReport {
        try await bounded(request.image) { source throws(ResolverError) in
            let (rules, wanted, origin, root) = try await begin(
                request.image, source, for: request.platforms, using: [localStore].compactMap(\.self)
            ) { rules throws(ResolverError) in
                guard !request.platforms.isEmpty else { return (WantedPlatforms.Selection.all, WantedPlatforms.every) }
                let wanted = try rules.wanted.selection(request.platforms)
                return (wanted, wanted.key)
            }
            wanted.platforms.flatMap(rules.warnings).forEach(events)
            let chosen = try await origin.choosing(from: root) { root throws(ResolverError) in
                try await entries(of: root, for: wanted, rules.selector(request.image, origin))
            }
            guard !chosen.entries.isEmpty else { throw ResolverError(.malformed, "it contains no image") }
            let check = ImageCheck(
                image: request.image, rules: rules, depth: request.depth,
                readsDespiteFailures: request.readsDespiteFailures, supply: supply(for: request.image, rules))
            return try await check.report(on: chosen)
        }
    }

    /// Checks an image that is about to get a tag, and throws if a platform is not what it claims to be.
    ///
    /// `entries` are the only ones of an index that are written; `others` says where entries are that are not at `origin`.
    func confirm(
        _ document: Document, entries only: Set<Digest>? = nil, of image: String, from origin: any ImageOrigin,
        besides others: [Digest: any ImageOrigin] = [:]
    ) async throws(ResolverError) {
        let rules = try await rules
        let entries = try await CheckWalk.entries(
            of: document, from: origin, besides: others, catalog: rules.catalog, slots: slots, only: only)
        let check = ImageCheck(
            image: image, rules: rules, depth: .layers, readsDespiteFailures: false, supply: supply(for: image, rules))
        let report = try await check.report(on: entries)
        report.remarks.forEach(events)
        if let error = report.error { throw error }
    }

    /// Checks what is about to be copied or pushed, if that is wanted.
    func confirmation(
        of image: String, from origin: any ImageOrigin, if isWanted: Bool
    ) -> PlatformConfirmation {
        guard isWanted else { return { _ in } }
        return { choice throws(ResolverError) in
            try await confirm(choice.document, entries: choice.entries, of: image, from: origin)
        }
    }

    /// Reads layers from where they are, of the local store if it has them, as many at once as blobs are transferred.
    func supply(for image: String, _ rules: HostRules) -> LayerSupply {
        let scan = LayerScan(
            stores: [localStore].compactMap(\.self), reader: LayerReader(names: BinaryNames(rules.catalog)),
            events: events)
        return LayerSupply(
            announce: { [events] wanted in
                let fetched = wanted.filter { scan.isFetched($0.descriptor, from: $0.origin) }.map(\.descriptor)
                guard !fetched.isEmpty else { return }
                let bytes = fetched.reduce(Int64(0)) { $0.addingClamped($1.size) }
                events(.layersStarted(image: image, blobs: fetched.count, bytes: bytes))
            },
            read: { [slots] layer throws(ResolverError) in
                let result = await slots.run {
                    await outcome { () async throws(ResolverError) in
                        try await scan.read(layer.descriptor, from: layer.origin, diffID: layer.diffIDAlgorithm)
                    }
                }
                guard let result else { throw .interrupted }
                return try result.get()
            })
    }

    /// The entries of `root` for these platforms, with their manifests and configs.
    private func entries(
        of root: Document, for wanted: WantedPlatforms.Selection, _ selector: Selector
    ) async throws(ResolverError) -> CheckEntries {
        switch wanted {
        case .all:
            return try await CheckWalk.entries(
                of: root, from: selector.origin, catalog: selector.catalog, slots: slots)
        case .some(let platforms):
            return CheckEntries(root: root, entries: try await selector.entries(of: root, for: platforms))
        }
    }
}

extension Selector {
    /// The entries that are chosen of `root` for `platforms`, each once. A choice whose documents are damaged stays one.
    fileprivate func entries(
        of root: Document, for platforms: [Wanted]
    ) async throws(ResolverError) -> [CheckEntry] {
        var entries: [CheckEntry] = []
        for wanted in platforms {
            let (explanation, tree) = try await judged(root, for: wanted)
            guard explanation.noMatch == nil, let chosen = explanation.chosen else {
                throw await refusal(explanation.refusal, of: wanted, among: platforms, in: root)
            }
            guard !entries.contains(where: { $0.position == chosen.position }) else { continue }
            let image =
                if let failure = explanation.failure {
                    Result<ImageDocuments, ResolverError>.failure(failure)
                } else {
                    await outcome { () async throws(ResolverError) in
                        try await documents(at: chosen.position, in: tree)
                    }
                }
            entries.append(CheckEntry(chosen.position, tree.descriptor(at: chosen.position), image, from: origin))
        }
        guard case .manifest = root.content else { return entries }
        return entries.map {
            CheckEntry(position: [], digest: root.digest, declared: nil, image: $0.image, origin: origin)
        }
    }
}
