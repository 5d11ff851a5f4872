import ImageModel

/// Some documents with all that they name: what is to be pushed, in which order, and the blobs that this needs.
///
/// Pure: the walk gives it what it reads. What is named several times stands in it once.
package struct CopyTree: Sendable {
    /// The documents that are to be pushed, by digest.
    package private(set) var documents: [Digest: CopiedDocument] = [:]
    /// The documents that the target has already, with all below them.
    package private(set) var present: [Descriptor] = []
    /// The digests of all documents, in the order in which they were found.
    package private(set) var digests: [Digest] = []
    private var whole: Set<Digest> = []
    private var otherBlobs: [Descriptor] = []
    private var seen: [Digest: Int64] = [:]
    private var bytes: Int64 = 0
    private let limits: CopyLimits

    /// A tree with nothing in it.
    package init(limits: CopyLimits = CopyLimits()) {
        self.limits = limits
    }

    /// The entries among `descriptors` that have not been looked at; each is given out once.
    ///
    /// - Throws: ``CopyError``, that names the bound, before a document is read that goes beyond it.
    package mutating func unseen(_ descriptors: [Descriptor]) throws(CopyError) -> [Descriptor] {
        var unseen: [Descriptor] = []
        for descriptor in descriptors where seen[descriptor.digest] != descriptor.size {
            guard seen.count < limits.documents else { throw .tooManyDocuments(limit: limits.documents) }
            seen[descriptor.digest] = descriptor.size
            unseen.append(descriptor)
        }
        return unseen
    }

    /// Takes a document that is to be pushed; `isWhole`: the target has its blobs, or what it names.
    package mutating func add(_ document: CopiedDocument, isWhole: Bool = false) throws(CopyError) {
        let digest = document.descriptor.digest
        guard documents[digest] == nil else { return }
        let (sum, isOver) = bytes.addingReportingOverflow(Int64(document.bytes.count))
        guard !isOver, sum <= limits.bytes else { throw .tooManyBytes(limit: limits.bytes) }
        bytes = sum
        seen[digest] = Int64(document.bytes.count)
        documents[digest] = document
        digests.append(digest)
        if isWhole { whole.insert(digest) }
    }

    /// Takes note of a document that the target has.
    package mutating func add(present descriptor: Descriptor) {
        present.append(descriptor)
        digests.append(descriptor.digest)
    }

    /// Takes what a list names and is no document but a blob.
    package mutating func add(blob: Descriptor) {
        otherBlobs.append(blob)
    }

    /// The blobs, each once: configs and other small ones first, so that a registry that takes none is found out for little,
    /// and then the largest first, because what takes longest must not start last.
    package var blobs: [Descriptor] {
        var seen: Set<Digest> = []
        let named = digests.filter { !whole.contains($0) }.compactMap { documents[$0] }.flatMap(\.blobs) + otherBlobs
        let once = named.filter { seen.insert($0.digest).inserted }
        let small = once.filter { $0.size <= limits.smallBlob }
        let large = once.enumerated().filter { $0.element.size > limits.smallBlob }
        let sorted = large.sorted { ($1.element.size, $0.offset) < ($0.element.size, $1.offset) }
        return small + sorted.map(\.element)
    }

    /// The documents in rounds: what a list names is pushed in an earlier round than the list.
    package var rounds: [[CopiedDocument]] {
        var heights: [Digest: Int] = [:]
        for digest in digests { _ = height(of: digest, around: [], &heights) }
        let highest = heights.values.max() ?? -1
        return (0..<highest + 1).map { round in
            digests.filter { heights[$0] == round }.compactMap { documents[$0] }
        }
    }

    /// How many lists stand in each other below a document; `around` are those above it.
    private func height(of digest: Digest, around: Set<Digest>, _ known: inout [Digest: Int]) -> Int {
        if let known = known[digest] { return known }
        guard let document = documents[digest], !around.contains(digest) else { return -1 }
        let below = document.entries.map { height(of: $0.digest, around: around.union([digest]), &known) }
        known[digest] = (below.max() ?? -1) + 1
        return known[digest] ?? -1
    }
}
