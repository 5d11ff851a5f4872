import ImageModel
import PlatformModel

/// Judges an image's entries, and reads what the ranking asks for until its choice is final.
///
/// The rules stand in PlatformModel; this only fetches. What the ranking asks for are entries that declare no platform
/// and nested lists, and those only when no declared entry runs without emulation (PLATFORM-RULES.md section 1, stage 6).
struct ResolutionWalk {
    let origin: any ImageOrigin
    let matcher: Matcher

    /// The tree as far as it was read, with the final judgement on it.
    func judge(root: Document) async throws(ResolverError) -> (tree: ImageTree, judgement: Judgement) {
        var tree: ImageTree
        switch root.content {
        case .index(let index): tree = ImageTree(index)
        case .manifest(let manifest): tree = ImageTree(lone: root, try await content(of: root, manifest))
        }
        var judgement = matcher.judge(tree.candidates)
        while !judgement.toRead.isEmpty {
            for position in judgement.toRead {
                guard let entry = tree.entry(at: position) else { continue }
                let around = [root.digest] + tree.enclosingDigests(of: position)
                tree.set(try await read(entry, at: position, around: around), at: position)
            }
            judgement = matcher.judge(tree.candidates)
        }
        return (tree, judgement)
    }

    private func content(
        of document: Document, _ manifest: ImageManifest
    ) async throws(ResolverError) -> ImageEntry.Content {
        guard manifest.isImage else { return .artifact(configMediaType: manifest.config.mediaType) }
        return .image(try await origin.image(document, manifest))
    }

    /// Reads one entry; what cannot be had or read is kept as such, so that other entries still may win.
    private func read(
        _ entry: ImageEntry, at position: Position, around: [Digest]
    ) async throws(ResolverError) -> ImageEntry.Content {
        guard !around.contains(entry.descriptor.digest) else { return .cycle }
        guard position.count <= Limits.indexDepth else { return .tooDeep }
        do throws(ResolverError) {
            let document = try await origin.document(entry.descriptor)
            switch document.content {
            case .index(let index): return .index(document, index.manifests.map { ImageEntry(descriptor: $0) })
            case .manifest(let manifest): return try await content(of: document, manifest)
            }
        } catch {
            switch error.kind {
            case .notFound, .malformed: return .unreadable(error.message)
            default: throw error
            }
        }
    }
}
