import ImageModel

/// What a walk through a list has gathered so far, within the bounds on what is held in memory.
struct GatheredIndex {
    /// What was gathered.
    var contents = PullContents()
    private var seen: [Digest: Int64] = [:]
    private var bytes: Int64 = 0

    /// A walk that begins at `root`.
    init(_ root: Document) {
        contents.listed = [root.descriptor]
        seen[root.digest] = Int64(root.bytes.count)
        bytes = Int64(root.bytes.count)
    }

    /// Whether an entry is to be read: `false` for one that has been.
    ///
    /// - Throws: A ``ResolverError`` that names the bound, before a document is read that goes beyond it.
    mutating func admits(_ entry: Descriptor) throws(ResolverError) -> Bool {
        // One that is seen again with another size is read again, and refused for that.
        guard seen[entry.digest] != entry.size else { return false }
        guard seen.count < Limits.indexDocuments else {
            throw ResolverError(.malformed, "its lists name more than \(Limits.indexDocuments) documents")
        }
        seen[entry.digest] = entry.size
        if MediaType.isIndex(entry.mediaType) || MediaType.isManifest(entry.mediaType) { try count(bytes: entry.size) }
        return true
    }

    /// Counts the bytes of a document that is about to be held.
    mutating func count(bytes more: Int64) throws(ResolverError) {
        guard more <= Int64(Limits.indexBytes) - bytes else {
            throw ResolverError(.malformed, "its lists name documents of more than \(Limits.indexBytes) bytes")
        }
        bytes += more
    }
}
