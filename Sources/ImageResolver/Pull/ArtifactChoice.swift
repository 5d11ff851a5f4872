import ImageModel
import PlatformModel

/// Finds what a name refers to if that is not an image: a Helm chart, a model, the content of a volume.
struct ArtifactChoice: Sendable {
    let image: String
    let origin: any ImageOrigin
    let rules: HostRules

    /// The artifact in `root` for a platform; `nil` if `root` has none.
    ///
    /// Of an index, the entries with a platform are ranked like images. Without such entries, the only artifact is chosen.
    func artifact(of root: Document, for wanted: Wanted) async throws(ResolverError) -> PullContents.Image? {
        let index: ImageIndex
        switch root.content {
        case .manifest(let manifest):
            return manifest.isImage ? nil : image(root, manifest, platform: nil, at: [], for: wanted)
        case .index(let found): index = found
        }
        // What is attached to another entry, as an attestation is, is no artifact of its own.
        let entries = index.manifests.enumerated().filter { $0.element.attested == nil }
        let named = entries.filter { $0.element.platform != nil }
        guard named.isEmpty else {
            let candidates = named.map { entry in
                Candidate(platform: entry.element.platform, content: .image(entry.element.platform))
            }
            let chosen = rules.matcher(wanted).judge(candidates).chosen?.position.first
            guard let step = chosen, named.indices.contains(step) else { return nil }
            return try await image(named[step].element, at: [named[step].offset], for: wanted)
        }
        guard let only = entries.first else { return nil }
        guard entries.count == 1 else {
            throw ResolverError(
                .malformed, "the index has \(entries.count) entries without a platform, of which none is an image",
                hint: "name one of them by its digest: resolve inspect \(Suggestion.shellWord(image))")
        }
        return try await image(only.element, at: [only.offset], for: wanted)
    }

    /// `error`, the refusal of an index that has no image for a platform; if it has an artifact for it, the hint says so.
    func refusal(_ error: ResolverError, of root: Document, for wanted: [Wanted]) -> ResolverError {
        guard case .index = root.content, let noMatch = error.noMatch else { return error }
        guard isOffered(in: noMatch, for: wanted) else { return error }
        var error = error
        error.noMatch = NoMatch(
            wanted: noMatch.wanted, origin: noMatch.origin, offered: noMatch.offered, nearest: noMatch.nearest,
            advice: nil, command: nil)
        error.hint = "--artifact pulls what is not an image"
        return error
    }

    /// Whether entries were refused only because they are not images.
    private func isOffered(in noMatch: NoMatch, for wanted: [Wanted]) -> Bool {
        let artifacts = noMatch.offered.filter { $0.verdict.isArtifact }
        let candidates = artifacts.compactMap(\.platform).map { Candidate(platform: $0, content: .image($0)) }
        guard !candidates.isEmpty else { return !artifacts.isEmpty && artifacts.count == noMatch.offered.count }
        return wanted.contains { rules.matcher($0).judge(candidates).chosen != nil }
    }

    /// The manifest of an entry; `nil` if it is that of an image, which was refused before, or an index.
    private func image(
        _ entry: Descriptor, at position: Position, for wanted: Wanted
    ) async throws(ResolverError) -> PullContents.Image? {
        let document = try await origin.document(entry)
        guard case .manifest(let manifest) = document.content, !manifest.isImage else { return nil }
        return image(document, manifest, platform: entry.platform, at: position, for: wanted)
    }

    private func image(
        _ document: Document, _ manifest: ImageManifest, platform: Platform?, at position: Position, for wanted: Wanted
    ) -> PullContents.Image {
        var image = PullContents.Image(artifact: document, manifest, platform: platform, at: position)
        image.wanted = wanted.host.platform
        return image
    }
}

extension Verdict {
    /// Whether the entry was refused because it is not an image.
    fileprivate var isArtifact: Bool { reason == RefusalReason.artifact.rawValue }
}
