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
