import ImageModel
import PlatformModel

extension Resolver {
    /// Why `image` resolves to what it resolves to: every entry with its rank or refusal.
    ///
    /// No match is an explanation too, not an error.
    public func explain(_ image: String) async throws(ResolverError) -> Explanation {
        try await bounded(image) { () async throws(ResolverError) in
            let wanted = try wantedPlatforms.one(options.platforms)
            let source = try await open(image, for: wanted.host.platform, using: [localStore].compactMap(\.self))
            let root = try await source.origin.root()
            return try await selector(image, source).explanation(of: root, for: wanted)
        }
    }

    /// The digest of the chosen manifest, and that of the list it was chosen from.
    public func digest(_ image: String) async throws(ResolverError) -> ResolvedDigest {
        try await bounded(image) { () async throws(ResolverError) in
            let wanted = try wantedPlatforms.one(options.platforms)
            let source = try await open(image, for: wanted.host.platform, using: [localStore].compactMap(\.self))
            let root = try await source.origin.root()
            let explanation = try await selector(image, source).explanation(of: root, for: wanted)
            guard let chosen = explanation.chosen, let digest = chosen.digest else {
                throw ExplanationBuilder.error(explanation)
            }
            return ResolvedDigest(
                image: image, index: explanation.indexDigest, manifest: digest, platform: chosen.platform)
        }
    }

    /// The digest of what the image's name stands for: the list's, or a lone manifest's. No platform is looked at.
    public func rootDigest(_ image: String) async throws(ResolverError) -> Digest {
        try await bounded(image) { () async throws(ResolverError) in
            let source = try await open(image, for: nil, using: [])
            return try await source.origin.root().digest
        }
    }

    /// A document of the image, with its exact bytes.
    ///
    /// Without `--platform` it is the list or lone manifest itself; with one, that platform's manifest.
    public func inspect(_ image: String, _ subject: InspectSubject) async throws(ResolverError) -> Inspection {
        try await bounded(image) { () async throws(ResolverError) in
            let wanted = try wantedPlatforms.one(options.platforms)
            let source = try await open(image, for: wanted.host.platform, using: [localStore].compactMap(\.self))
            let root = try await source.origin.root()
            if case .document = subject, options.platforms.isEmpty { return Inspection(image: image, root) }
            let selection = try await selector(image, source).select(from: root, for: wanted)
            for note in selection.notes { events(.note("\(image): \(note)")) }
            switch subject {
            case .document: return Inspection(image: image, selection.documents.document)
            case .config: return Inspection(image: image, configOf: selection.documents)
            }
        }
    }
}
