import ImageModel

/// Documents with everything they name: the documents to push, their order, and the blobs that they need.
///
/// The tree is pure; ``CopyWalk`` fills it. Content that is named several times is in it once.
package struct CopyTree: Sendable {
    /// The documents to push, by digest.
    package private(set) var documents: [Digest: CopiedDocument] = [:]
    /// The documents that the target already has, with everything they name.
    package private(set) var present: [Descriptor] = []
    /// The digests of all documents, in the order of discovery.
    package private(set) var digests: [Digest] = []
    private var whole: Set<Digest> = []
    private var held: [Descriptor] = []
    private var otherBlobs: [Descriptor] = []
    private var seen: [Digest: Int64] = [:]
    private var bytes: Int64 = 0
    private let limits: CopyLimits

    /// An empty tree.
    package init(limits: CopyLimits = CopyLimits()) {
        self.limits = limits
    }

    /// The entries among `descriptors` that have not been visited; each is returned once.
    ///
    /// - Throws: ``RegistryError`` with the limit, before a document beyond it is read.
    package mutating func unseen(_ descriptors: [Descriptor]) throws(RegistryError) -> [Descriptor] {
        var unseen: [Descriptor] = []
        for descriptor in descriptors where seen[descriptor.digest] != descriptor.size {
            guard seen.count < limits.documents else {
                throw RegistryError(.copy, .tooManyDocuments(limit: limits.documents))
            }
            seen[descriptor.digest] = descriptor.size
            unseen.append(descriptor)
        }
        return unseen
    }

    /// Adds a document to push; with `isWhole` the target already has everything that it names.
    package mutating func add(_ document: CopiedDocument, isWhole: Bool = false) throws(RegistryError) {
        let digest = document.descriptor.digest
        guard documents[digest] == nil else { return }
        let (sum, isOver) = bytes.addingReportingOverflow(Int64(document.bytes.count))
        guard !isOver, sum <= limits.bytes else { throw RegistryError(.copy, .tooManyBytes(limit: limits.bytes)) }
        bytes = sum
        seen[digest] = Int64(document.bytes.count)
        documents[digest] = document
        digests.append(digest)
        if isWhole { whole.insert(digest) }
    }

    /// Adds a document that the target already has; `blobs` are the blobs that it names, as far as it was read.
    package mutating func add(present descriptor: Descriptor, blobs: [Descriptor] = []) {
        present.append(descriptor)
        digests.append(descriptor.digest)
        held += blobs
    }

    /// Adds an entry of an index that is a blob instead of a document.
    package mutating func add(blob: Descriptor) {
        otherBlobs.append(blob)
    }

    /// The blobs, each once: configs and other small ones first, because a registry that accepts none is then detected at
    /// little cost, and then the largest first, because the longest transfer must not start last.
    package var blobs: [Descriptor] {
        var seen: Set<Digest> = []
        let named = digests.filter { !whole.contains($0) }.compactMap { documents[$0] }.flatMap(\.blobs) + otherBlobs
        let once = named.filter { seen.insert($0.digest).inserted }
        let small = once.filter { $0.size <= limits.smallBlob }
        let large = once.enumerated().filter { $0.element.size > limits.smallBlob }
        let sorted = large.sorted { ($1.element.size, $0.offset) < ($0.element.size, $1.offset) }
        return small + sorted.map(\.element)
    }

    /// The blobs that the target has because it has a manifest that names them, each once.
    package var heldBlobs: [Descriptor] {
        var seen = Set(blobs.map(\.digest))
        let named = digests.filter(whole.contains).compactMap { documents[$0] }.flatMap(\.blobs) + held
        return named.filter { seen.insert($0.digest).inserted }
    }

    /// The documents in rounds: the entries of an index are pushed in an earlier round than the index.
    package var rounds: [[CopiedDocument]] {
        var heights: [Digest: Int] = [:]
        for digest in digests { _ = height(of: digest, around: [], &heights) }
        let highest = heights.values.max() ?? -1
        return (0..<highest + 1).map { round in
            digests.filter { heights[$0] == round }.compactMap { documents[$0] }
        }
    }

    /// The levels of indexes below a document; `around` are the documents above it.
    private func height(of digest: Digest, around: Set<Digest>, _ known: inout [Digest: Int]) -> Int {
        if let known = known[digest] { return known }
        guard let document = documents[digest], !around.contains(digest) else { return -1 }
        let below = document.entries.map { height(of: $0.digest, around: around.union([digest]), &known) }
        known[digest] = (below.max() ?? -1) + 1
        return known[digest] ?? -1
    }
}

/// The memory limits of one copy.
package struct CopyLimits: Sendable {
    /// The number of documents that the indexes may name.
    package var documents = Limits.indexDocuments
    /// The total number of bytes of these documents.
    package var bytes = Int64(Limits.indexBytes)
    /// The size in bytes up to which a blob costs about as much as a request.
    package var smallBlob: Int64 = 64 << 10

    /// The default limits.
    package init() {}
}

/// A document copied from one registry to another; its bytes never change.
package struct CopiedDocument: Sendable {
    /// Its digest and size, and the media type under which it is pushed.
    package let descriptor: Descriptor
    /// The exact bytes.
    package let bytes: [UInt8]
    /// The parsed content; `nil` for a document of an unknown kind.
    package let content: ManifestDocument?

    /// Parses a document whose digest has been checked; `entry` is its descriptor in the index, `contentType` the type that the
    /// registry declared.
    package init(_ bytes: [UInt8], entry: Descriptor, contentType: String? = nil) throws(ManifestError) {
        let isKnown = MediaType.isIndex(entry.mediaType) || MediaType.isManifest(entry.mediaType)
        let sent = contentType.map { MediaType.essence(of: $0) } ?? ""
        let said = isKnown || MediaType.isGeneric(sent) ? entry.mediaType : sent
        self.bytes = bytes
        guard isKnown || MediaType.isIndex(said) || MediaType.isManifest(said) else {
            content = nil
            descriptor = entry
            return
        }
        let content = try ManifestDocument(parsing: bytes, contentType: said)
        self.content = content
        var descriptor = Descriptor(mediaType: said, digest: entry.digest, size: Int64(bytes.count))
        switch content {
        case .index(let index): descriptor.mediaType = index.mediaType ?? said
        case .manifest(let manifest): descriptor.mediaType = manifest.mediaType ?? said
        }
        self.descriptor = descriptor
    }

    /// The documents that an index names.
    var entries: [Descriptor] {
        guard case .index(let index) = content else { return [] }
        return index.manifests
    }

    /// The blobs that a manifest names.
    var blobs: [Descriptor] {
        guard case .manifest(let manifest) = content else { return [] }
        return [manifest.config] + manifest.layers
    }

    /// The document to which this one refers.
    package var subject: Descriptor? {
        switch content {
        case .index(let index): index.subject
        case .manifest(let manifest): manifest.subject
        case nil: nil
        }
    }

    /// The descriptor of the document in a list of referrers.
    ///
    /// distribution-spec, "Listing Referrers": the type of a manifest that names none is that of its config.
    package var listing: Descriptor {
        var listing = descriptor
        switch content {
        case .index(let index):
            listing.artifactType = index.artifactType
            listing.annotations = index.annotations
        case .manifest(let manifest):
            listing.artifactType = manifest.artifactType ?? manifest.config.mediaType
            listing.annotations = manifest.annotations
        case nil: break
        }
        return listing
    }
}
