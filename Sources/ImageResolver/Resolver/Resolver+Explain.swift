import ImageModel
import PlatformModel

extension Resolver {
    /// Why `image` resolves to what it resolves to: every entry with its rank or refusal.
    ///
    /// No match is an explanation too, not an error.
    public func explain(_ image: String) async throws(ResolverError) -> Explanation {
        try await bounded(image) { () async throws(ResolverError) in
            let begun = try await begin(image)
            warn(about: begun)
            return try await explanation(of: image, begun)
        }
    }

    /// Where `image` would be pulled from, and who says so; no registry is asked.
    package func places(of image: String) async throws(ResolverError) -> EndpointExplanation {
        try await bounded(image) { () async throws(ResolverError) in
            guard case .registry(let reference) = try source(image) else {
                throw ResolverError(.usage, "it lies on this machine: nobody is asked for it")
            }
            return try await network.explanation(of: reference)
        }
    }

    /// The digest of the chosen manifest, and that of the list it was chosen from.
    public func digest(_ image: String) async throws(ResolverError) -> ResolvedDigest {
        try await bounded(image) { () async throws(ResolverError) in
            let begun = try await begin(image)
            warn(about: begun)
            let explanation = try await explanation(of: image, begun)
            guard let chosen = explanation.chosen, let digest = chosen.digest else {
                throw explanation.refusal
            }
            return ResolvedDigest(
                image: image, index: explanation.indexDigest, manifest: digest, platform: chosen.platform)
        }
    }

    /// A document of the image, with its exact bytes.
    ///
    /// Without `--platform` the document is the list or lone manifest itself, and the config of a lone manifest is its own,
    /// whatever it is for; otherwise they are those of the chosen image.
    public func inspect(_ image: String, _ subject: InspectSubject) async throws(ResolverError) -> Inspection {
        try await bounded(image) { () async throws(ResolverError) in
            let begun = try await begin(image)
            let (root, source) = (begun.root, begun.source)
            if options.platforms.isEmpty {
                if case .document = subject { return Inspection(image: image, root) }
                if case .manifest(let lone) = root.content {
                    return Inspection(image: image, configOf: lone, try await source.origin.bytes(lone.config))
                }
            }
            warn(about: begun)
            let selector = begun.rules.selector(image, source)
            let selection = try await source.origin.choosing(from: root) { root throws(ResolverError) in
                try await selector.select(from: root, for: begun.wanted)
            }
            report(selection.remarks, about: image)
            switch subject {
            case .document: return Inspection(image: image, selection.documents.document)
            case .config:
                let documents = selection.documents
                return Inspection(image: image, configOf: documents.manifest, documents.configBytes)
            }
        }
    }

    /// The first place's explanation with a winner; where there is none, the last one's.
    private func explanation(of image: String, _ begun: Beginning<Wanted>) async throws(ResolverError) -> Explanation {
        let selector = begun.rules.selector(image, begun.source)
        var last: Explanation?
        do throws(ResolverError) {
            return try await begun.source.origin.choosing(from: begun.root) { root throws(ResolverError) in
                let explanation = try await selector.explanation(of: root, for: begun.wanted)
                last = explanation
                guard let error = explanation.error else { return explanation }
                throw error
            }
        } catch {
            guard error.noMatch != nil, let last else { throw error }
            return last
        }
    }

    /// Begins with the one platform that the options want.
    private func begin(_ image: String) async throws(ResolverError) -> Beginning<Wanted> {
        let platforms = options.platforms
        let stores = [localStore].compactMap(\.self)
        return try await begin(image, for: platforms, using: stores) { rules throws(ResolverError) in
            let wanted = try rules.wanted.one(platforms)
            return (wanted, wanted.host.platform)
        }
    }

    private func warn(about begun: Beginning<Wanted>) {
        for event in begun.rules.warnings(about: begun.wanted) { events(event) }
    }

    private func report(_ remarks: [SelectionRemark], about image: String) {
        for remark in remarks { events(remark.event(about: image)) }
    }
}

extension Resolver {
    /// Explains a list that came as a file, without a registry.
    ///
    /// `configs` is a JSON object from digest to image config, for entries that declare no platform; those that it does not
    /// name count as unreadable. `name` stands for the image.
    public func explain(index bytes: [UInt8], configs: [UInt8]?, name: String) async throws(ResolverError)
        -> Explanation
    {
        let rules = try await rules
        let wanted = try rules.wanted.one(options.platforms)
        let origin = try FileOrigin(index: bytes, configs: configs)
        let source = OpenSource(origin: origin, places: nil, reference: nil, local: nil, tag: nil)
        do throws(ResolverError) {
            let selector = rules.selector(name, source)
            return try await selector.explanation(of: try await origin.root(), for: wanted).withoutCommand
        } catch {
            throw error.concerning(image: name)
        }
    }
}

/// What is looked at.
public enum InspectSubject: Sendable {
    /// The list or manifest.
    case document
    /// The image config.
    case config
}

/// A document of an image, with its exact bytes.
public struct Inspection: Sendable {
    /// The image, as it was written.
    public let image: String
    /// The bytes, as the registry sent them.
    public let bytes: [UInt8]
    /// Digest, media type and size.
    public let descriptor: Descriptor
    /// What a list or manifest says; `nil` for a config.
    public let document: ManifestDocument?

    /// A list or manifest.
    init(image: String, _ document: Document) {
        self.image = image
        bytes = document.bytes
        descriptor = document.descriptor
        self.document = document.content
    }

    /// The config of a manifest.
    init(image: String, configOf manifest: ImageManifest, _ bytes: [UInt8]) {
        self.image = image
        self.bytes = bytes
        descriptor = manifest.config
        document = nil
    }
}

/// The digests that an image's name comes to for one platform.
public struct ResolvedDigest: Sendable {
    /// The image, as it was written.
    public let image: String
    /// The list's digest; `nil` for a lone manifest.
    public let index: Digest?
    /// The chosen manifest's digest.
    public let manifest: Digest
    /// The chosen manifest's platform.
    public let platform: Platform?
}
