import ImageModel
import PlatformModel

/// The entries of an index and of the indexes nested in it, as far as they have been read.
struct IndexTree: Sendable {
    /// The entries of the root index, as the ranking sees them.
    private(set) var candidates: [Candidate] = []
    private var descriptors: [Position: Descriptor] = [:]
    private var malformed: [Position: MalformedEntry] = [:]
    private var manifests: [Position: ImageManifestDocument] = [:]
    private var images: [Position: ImageDocuments] = [:]

    /// The tree of an index with nothing read behind its entries.
    init(_ index: ImageIndex) {
        candidates = entries(of: index, at: [])
    }

    /// The tree of a manifest without an index: a single entry without a platform, at position 0.
    init(manifest document: Document) {
        descriptors[[0]] = document.descriptor
        candidates = [Candidate(document.descriptor)]
    }

    /// The entry at `position`; `nil` if there is none, or it is malformed.
    func descriptor(at position: Position) -> Descriptor? { descriptors[position] }

    /// The malformed entry at `position`.
    func malformedEntry(at position: Position) -> MalformedEntry? { malformed[position] }

    /// The image at `position`, if its config was read.
    func image(at position: Position) -> ImageDocuments? { images[position] }

    /// The manifest at `position`, if it was read and is that of an image.
    func manifest(at position: Position) -> ImageManifestDocument? { manifests[position] }

    /// The digests of the nested indexes around `position`, from the outermost inwards.
    func enclosingDigests(of position: Position) -> [Digest] {
        position.indices.dropFirst().compactMap { descriptors[Position(position[..<$0])]?.digest }
    }

    /// Records the manifest of an image, whose config has not been read, that the entry at `position` refers to.
    mutating func add(_ manifest: ImageManifestDocument, at position: Position) {
        manifests[position] = manifest
    }

    /// Records the image that the entry at `position` refers to.
    mutating func add(_ image: ImageDocuments, at position: Position) {
        manifests[position] = ImageManifestDocument(document: image.document, manifest: image.manifest)
        images[position] = image
        set(.image(image.config.platform), at: position)
    }

    /// Records the index that the entry at `position` refers to.
    mutating func add(_ index: ImageIndex, at position: Position) {
        set(.index(entries(of: index, at: position)), at: position)
    }

    /// Records why the entry at `position` is neither an image nor an index.
    mutating func set(_ content: Candidate.Content, at position: Position) {
        Self.set(content, at: position[...], in: &candidates)
    }

    private mutating func entries(of index: ImageIndex, at position: Position) -> [Candidate] {
        index.entries.enumerated().map { step, entry in
            switch entry {
            case .sound(let descriptor):
                descriptors[position + [step]] = descriptor
                return Candidate(descriptor)
            case .malformed(let entry):
                malformed[position + [step]] = entry
                return Candidate(entry)
            }
        }
    }

    private static func set(
        _ content: Candidate.Content, at position: ArraySlice<Int>, in candidates: inout [Candidate]
    ) {
        guard let step = position.first, candidates.indices.contains(step) else { return }
        guard position.count > 1 else {
            candidates[step].content = content
            return
        }
        guard case .index(var children) = candidates[step].content else { return }
        set(content, at: position.dropFirst(), in: &children)
        candidates[step].content = .index(children)
    }
}

/// Limits what a walk through an index and its nested indexes may read.
struct IndexBounds {
    private var sizes: [Digest: Int64]
    private var bytes: Int64

    /// The bounds of a walk that begins at `root`.
    init(root: Document) {
        bytes = Int64(root.bytes.count)
        sizes = [root.digest: bytes]
    }

    /// Counts an entry before it is read. Returns `false` if it was counted before.
    ///
    /// An entry that appears again with another size is admitted, and refused when it is read.
    mutating func admit(_ entry: Descriptor) throws(ResolverError) -> Bool {
        guard sizes[entry.digest] != entry.size else { return false }
        guard sizes.count < Limits.indexDocuments else {
            throw ResolverError(.malformed, "its indexes list more than \(Limits.indexDocuments) documents")
        }
        sizes[entry.digest] = entry.size
        if MediaType.isIndex(entry.mediaType) || MediaType.isManifest(entry.mediaType) { try count(bytes: entry.size) }
        return true
    }

    /// Counts the bytes of a document before it is held in memory.
    mutating func count(bytes more: Int64) throws(ResolverError) {
        guard more <= Int64(Limits.indexBytes) - bytes else {
            throw ResolverError(.malformed, "its indexes list documents of more than \(Limits.indexBytes) bytes")
        }
        bytes += more
    }

    /// Refuses an index that is nested too deep; the root index has depth 0.
    static func check(depth: Int, of index: Document) throws(ResolverError) {
        guard depth <= Limits.indexDepth else {
            throw ResolverError(.malformed, "index \(index.digest) is nested more than \(Limits.indexDepth) deep")
        }
    }
}

extension ImageIndex {
    /// The annotation of an index that was made from another one for some of its platforms, with the original's digest.
    static let filteredFromAnnotation = "io.github.resolve.filtered-from"
}
