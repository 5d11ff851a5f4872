import ImageModel
import PlatformModel

/// What a pull takes of an image: the chosen manifests with all that belongs to them.
struct PullChoice: Sendable {
    let image: String
    let rules: HostRules
    let wanted: WantedPlatforms.Selection
    let origin: any ImageOrigin
    /// The document that the image's name refers to.
    let root: Document
    /// Whether what is not an image may be pulled, too.
    let takesArtifacts: Bool
    let events: @Sendable (ResolverEvent) -> Void

    /// What is pulled; `keepsIndex` also stores the index that platforms are chosen from.
    func contents(keepsIndex: Bool) async throws(ResolverError) -> PullContents {
        let artifacts = ArtifactChoice(image: image, origin: origin, rules: rules)
        guard case .some(let platforms) = wanted else {
            return try await WholeIndex.contents(
                of: root, from: origin, catalog: rules.catalog, takesArtifacts: takesArtifacts)
        }
        do throws(ResolverError) {
            let selections = try await rules.selector(image, origin).selections(from: root, for: platforms)
            for selection in selections { selection.remarks.forEach(events) }
            let root = selections.first?.root ?? root
            return contents(selections.map { PullContents.Image($0) }, of: root, keepsIndex: keepsIndex)
        } catch {
            guard error.noMatch != nil else { throw error }
            guard takesArtifacts else { throw artifacts.refusal(error, of: root, for: platforms) }
            var found: [PullContents.Image] = []
            for wanted in platforms {
                guard let artifact = try await artifacts.artifact(of: root, for: wanted) else { throw error }
                found.append(artifact)
            }
            return contents(found, of: root, keepsIndex: keepsIndex)
        }
    }

    private func contents(_ images: [PullContents.Image], of root: Document, keepsIndex: Bool) -> PullContents {
        var contents = PullContents()
        contents.images = images
        if case .index = root.content { contents.index = root.digest }
        // A later pull checks with a HEAD whether the index has changed, and --offline needs the index itself.
        if keepsIndex, let index = contents.index { contents.documents[index] = root.bytes }
        // Two wanted platforms may share one manifest, which is listed once.
        for entry in images.map(\.entry) where !contents.listed.contains(entry) { contents.listed.append(entry) }
        return contents
    }
}
