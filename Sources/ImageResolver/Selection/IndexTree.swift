import ImageModel
import PlatformModel

/// The entries of an image's list as a tree, read as far as the ranking asked for.
struct ImageTree: Sendable {
    /// The entries of the outermost list.
    private(set) var entries: [ImageEntry]

    /// A tree of which nothing is read.
    init(_ index: ImageIndex) {
        entries = index.manifests.map { ImageEntry(descriptor: $0) }
    }

    /// A tree of one entry: a lone manifest, judged as if a list had named it without a platform.
    init(lone document: Document, _ content: ImageEntry.Content) {
        entries = [ImageEntry(descriptor: document.descriptor, content: content)]
    }

    /// The entries as the ranking sees them.
    var candidates: [Candidate] {
        entries.map(\.candidate)
    }

    /// The entry at `position`; `nil` where there is none.
    func entry(at position: Position) -> ImageEntry? {
        var level = entries
        var found: ImageEntry?
        for step in position {
            guard level.indices.contains(step) else { return nil }
            found = level[step]
            level = found?.children ?? []
        }
        return found
    }

    /// The digests of the lists around `position`, from the outermost one in.
    func enclosingDigests(of position: Position) -> [Digest] {
        position.indices.dropFirst().compactMap { entry(at: Position(position[..<$0]))?.descriptor.digest }
    }

    /// Puts what was read of the entry at `position` into the tree.
    mutating func set(_ content: ImageEntry.Content, at position: Position) {
        Self.set(content, at: position[...], in: &entries)
    }

    private static func set(
        _ content: ImageEntry.Content, at position: ArraySlice<Int>, in entries: inout [ImageEntry]
    ) {
        guard let step = position.first, entries.indices.contains(step) else { return }
        guard position.count > 1 else {
            entries[step].content = content
            return
        }
        guard case .index(let document, var children) = entries[step].content else { return }
        set(content, at: position.dropFirst(), in: &children)
        entries[step].content = .index(document, children)
    }
}

extension ImageEntry {
    /// The entries of a nested list that has been read; `nil` elsewhere.
    var children: [ImageEntry]? {
        guard case .index(_, let entries) = content else { return nil }
        return entries
    }
}

/// One entry of an image's list, with what has been read of it so far.
struct ImageEntry: Sendable {
    /// What the list says of the entry.
    let descriptor: Descriptor
    /// What has been read.
    var content = Content.unread

    /// What reading an entry can come to.
    enum Content: Sendable {
        /// Not read.
        case unread
        /// An image, with its documents.
        case image(ImageDocuments)
        /// A nested list, with its bytes and its entries.
        case index(Document, [ImageEntry])
        /// A manifest that is no image, by its config's media type.
        case artifact(configMediaType: String)
        /// A document that could not be had or read, with the reason.
        case unreadable(String)
        /// A list that stands inside itself.
        case cycle
        /// A list nested deeper than the limit.
        case tooDeep
    }

    /// The entry as the ranking sees it.
    var candidate: Candidate {
        var candidate = Candidate(descriptor)
        switch content {
        case .unread: candidate.content = .unread
        case .image(let documents): candidate.content = .image(documents.config.platform)
        case .index(_, let entries): candidate.content = .index(entries.map(\.candidate))
        case .artifact(let type): candidate.content = .artifact(configMediaType: type)
        case .unreadable(let reason): candidate.content = .unreadable(reason)
        case .cycle: candidate.content = .cycle
        case .tooDeep: candidate.content = .tooDeep
        }
        return candidate
    }
}

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
