import ErrorMapping
import ImageModel
import PlatformModel

/// Which document ``Resolver/inspect(_:_:)`` returns.
public enum InspectSubject: Sendable {
    /// The index or manifest.
    case document
    /// The image config.
    case config
}

/// A document of an image, with its exact bytes.
public struct Inspection: Sendable {
    /// The image, as the user wrote it.
    public let image: String
    /// The bytes, as the registry sent them.
    public let bytes: [UInt8]
    /// Digest, media type and size.
    public let descriptor: Descriptor
    /// The parsed index or manifest; `nil` for a config.
    public let document: ManifestDocument?

    fileprivate init(image: String, _ document: Document) {
        self.image = image
        bytes = document.bytes
        descriptor = document.descriptor
        self.document = document.content
    }

    fileprivate init(image: String, configOf manifest: ImageManifest, _ bytes: [UInt8]) {
        self.image = image
        self.bytes = bytes
        descriptor = manifest.config
        document = nil
    }
}

/// The digests that an image's name resolves to for one platform.
public struct ResolvedDigest: Sendable {
    /// The image, as the user wrote it.
    public let image: String
    /// The digest of the index; `nil` for a manifest without an index.
    public let index: Digest?
    /// The digest of the chosen manifest.
    public let manifest: Digest
    /// The platform of the chosen manifest.
    public let platform: Platform?
    /// The list to pin instead of the digest in the image's name, which is that of one of the list's entries.
    public internal(set) var list: Digest?
}

extension Resolver {
    /// Explains what `image` resolves to: every entry of its index with its rank or refusal.
    ///
    /// An explanation without a match is a result, not an error.
    ///
    /// For the answers of other clients, the manifests that they would take are read as well. At a registry, the referrers
    /// of the index and of the chosen manifest are listed for compatibility artifacts, at the cost of a request for each.
    public func explain(
        _ image: String, clients: ComparedClients = .none
    ) async throws(ResolverError) -> Explanation {
        let named = try clients.clients(catalog: try await rules.catalog)
        return try await bounded(image) { source throws(ResolverError) in
            let (rules, wanted, origin, root) = try await begin(image, source)
            rules.warnings(about: wanted).forEach(events)
            var explanation = try await decision(
                from: root, of: origin, for: wanted, by: rules.selector(image, origin)
            ).explanation
            let platform = (explanation.chosen ?? explanation.candidates.first)?.platform
            explanation.list = await noteSingleManifest(image, root, of: origin, platform: platform, asksTag: true)
            let reader = ClientReader(origin: origin, catalog: rules.catalog)
            explanation.clients = try await answers(of: named, to: explanation, about: root, by: reader, rules)
            explanation.ladder = explanation.ladder(catalog: rules.catalog)
            // Nothing more is asked about an image that cannot be used.
            if explanation.failure == nil {
                let compatibility = CompatibilityReader(origin: origin, facts: rules.nodeFacts)
                explanation.compatibility = await compatibility.compatibility(of: explanation, root: root)
            }
            return explanation
        }
    }

    /// Explains an index that is in a file, without a registry.
    ///
    /// `configs` is a JSON object from digest to image config, for entries without a platform. Entries that are not in it count
    /// as unreadable. `name` stands for the image.
    public func explain(
        index bytes: [UInt8], configs: [UInt8]?, name: String, clients: ComparedClients = .none
    ) async throws(ResolverError) -> Explanation {
        let rules = try await rules
        let wanted = try rules.wanted.one(options.platforms)
        let named = try clients.clients(catalog: rules.catalog)
        let origin = try FileOrigin(index: bytes, configs: configs)
        let selector = rules.selector(name, origin)
        let reader = ClientReader(origin: origin, catalog: rules.catalog)
        return try await mapError(
            ResolverError.concerning(name),
            awaiting: try await explanation(of: origin, for: wanted, by: selector, named, reader, rules))
    }

    /// The explanation of an index in a file.
    private func explanation(
        of origin: FileOrigin, for wanted: Wanted, by selector: Selector, _ named: [ComparedClients.Named],
        _ reader: ClientReader, _ rules: HostRules
    ) async throws(ResolverError) -> Explanation {
        let root = try await origin.root()
        var explanation = try await selector.decision(on: root, for: wanted).explanation.withoutCommand
        explanation.clients = try await answers(of: named, to: explanation, about: root, by: reader, rules)
        explanation.ladder = explanation.ladder(catalog: rules.catalog)
        return explanation
    }

    /// What other clients would take on the host, if they are asked for the platform that the options name.
    private func answers(
        of clients: [ComparedClients.Named], to explanation: Explanation, about root: Document, by reader: ClientReader,
        _ rules: HostRules
    ) async throws(ResolverError) -> [ExplainedClient] {
        guard !clients.isEmpty else { return [] }
        return try await reader.answers(
            of: clients, about: root, host: rules.hostReport.host.platform,
            requested: try rules.wanted.written(options.platforms, for: explanation.wanted), compared: explanation)
    }

    /// The endpoints that `image` would be pulled from, and the configuration behind them. No registry is contacted.
    package func endpoints(of image: String) async throws(ResolverError) -> EndpointExplanation {
        try await bounded(image) { source throws(ResolverError) in
            guard case .registry(let reference) = source else {
                throw ResolverError(.usage, "it is on this machine, so no registry is contacted for it")
            }
            return try await network.explanation(of: reference, image: image)
        }
    }

    /// The digest of the chosen manifest, and of the index that it was chosen from.
    public func digest(_ image: String) async throws(ResolverError) -> ResolvedDigest {
        try await bounded(image) { source throws(ResolverError) in
            let (rules, wanted, origin, root) = try await begin(image, source)
            rules.warnings(about: wanted).forEach(events)
            let selector = rules.selector(image, origin)
            let decision = try await decision(from: root, of: origin, for: wanted, by: selector)
            let platform = (decision.explanation.chosen ?? decision.explanation.candidates.first)?.platform
            let list = await noteSingleManifest(image, root, of: origin, platform: platform, asksTag: true)
            guard let selection = decision.selection else { throw decision.explanation.refusal }
            return ResolvedDigest(
                image: image, index: decision.explanation.indexDigest, manifest: selection.documents.document.digest,
                platform: selection.platform, list: list)
        }
    }

    /// A document of the image, with its exact bytes.
    ///
    /// Without `--platform`, the document is the root itself, and the config is that of a root manifest, whatever its
    /// platform. With it, both belong to the chosen image.
    public func inspect(_ image: String, _ subject: InspectSubject) async throws(ResolverError) -> Inspection {
        try await bounded(image) { source throws(ResolverError) in
            let (rules, wanted, origin, root) = try await begin(image, source)
            if options.platforms.isEmpty {
                if case .document = subject { return Inspection(image: image, root) }
                if case .manifest(let manifest) = root.content {
                    return Inspection(image: image, configOf: manifest, try await origin.bytes(manifest.config))
                }
            }
            rules.warnings(about: wanted).forEach(events)
            let selector = rules.selector(image, origin)
            let selection = try await origin.choosing(from: root) { root throws(ResolverError) in
                try await selector.select(from: root, for: wanted)
            }
            selection.remarks.forEach(events)
            let documents = selection.documents
            switch subject {
            case .document: return Inspection(image: image, documents.document)
            case .config: return Inspection(image: image, configOf: documents.manifest, documents.configBytes)
            }
        }
    }

    /// The decision on the root of the first endpoint with a match, else of the last endpoint.
    private func decision(
        from root: Document, of origin: any ImageOrigin, for wanted: Wanted, by selector: Selector
    ) async throws(ResolverError) -> Decision {
        var last: Decision?
        let decision: Decision
        do throws(ResolverError) {
            decision = try await origin.choosing(from: root) { root throws(ResolverError) in
                last = nil
                let decision = try await selector.decision(on: root, for: wanted)
                last = decision
                guard let error = decision.explanation.error else { return decision }
                throw error
            }
        } catch {
            // A failure ends the search for a match at other endpoints, as it ends a pull.
            guard error.noMatch != nil || last?.explanation.failure != nil, let last else { throw error }
            return last
        }
        decision.selection?.remarks.forEach(events)
        return decision
    }

    /// Begins with the one platform that the options name.
    private func begin(
        _ image: String, _ source: ImageSource
    ) async throws(ResolverError) -> (rules: HostRules, wanted: Wanted, origin: any ImageOrigin, root: Document) {
        let platforms = options.platforms
        return try await begin(image, source, for: platforms, using: [localStore].compactMap(\.self)) {
            rules throws(ResolverError) in
            let wanted = try rules.wanted.one(platforms)
            return (wanted, wanted.host.platform)
        }
    }
}
