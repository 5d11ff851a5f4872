import BinaryModel
import ErrorMapping
import ImageModel
import LayerReading
import PlatformModel

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
            let check = ImageCheck(
                image: request.image, rules: rules, depth: request.depth,
                readsDespiteFailures: request.readsDespiteFailures, scan: scan(of: origin, by: rules), slots: slots)
            // Layers are read once, whichever endpoint's index is used in the end.
            let chosen = try await origin.choosing(from: root) { root throws(ResolverError) in
                (root, try await entries(of: root, for: wanted, rules.selector(request.image, origin)))
            }
            return try await check.report(on: chosen.1.entries, skipping: chosen.1.skipped, of: chosen.0)
        }
    }

    /// Reads the layers of an image, of the local store if it has them.
    func scan(of origin: any ImageOrigin, by rules: HostRules) -> LayerScan {
        LayerScan(
            origin: origin, stores: [localStore].compactMap(\.self),
            reader: LayerReader(names: BinaryNames(rules.catalog)), events: events)
    }

    /// The entries of `root` for these platforms, with their manifests and configs.
    private func entries(
        of root: Document, for wanted: WantedPlatforms.Selection, _ selector: Selector
    ) async throws(ResolverError) -> (entries: [CheckEntry], skipped: [ImageCheckReport.Skipped]) {
        switch wanted {
        case .all:
            return try await CheckWalk.entries(
                of: root, from: selector.origin, catalog: selector.catalog, slots: slots)
        case .some(let platforms):
            return (try await selector.entries(of: root, for: platforms), [])
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
            entries.append(CheckEntry(chosen.position, tree.descriptor(at: chosen.position), image))
        }
        guard case .manifest = root.content else { return entries }
        return entries.map { CheckEntry(position: [], digest: root.digest, declared: nil, image: $0.image) }
    }
}
