import ImageModel
import ImageStore
import RegistryClient

/// Gathers what is pushed of an image that lies on this machine, and sees that all of it is there.
///
/// Documents are held in memory, within bounds; of blobs it is only noted where they are.
struct LocalGathering {
    private let origin: any ImageOrigin
    private let local: LocalBlobs
    private let entries: Set<Digest>?
    private var documents: [Digest: [UInt8]] = [:]
    private var spans: [Digest: FileSpan] = [:]
    private var bytes: Int64 = 0

    /// A gathering of what is in `local`, of lists only what `entries` names, where that is not nil.
    init(origin: any ImageOrigin, local: LocalBlobs, entries: Set<Digest>?) {
        self.origin = origin
        self.local = local
        self.entries = entries
    }

    /// The content of `root` and of all below it.
    mutating func content(of root: Document) async throws(ResolverError) -> LocalContent {
        var open = [(document: root, depth: 0)]
        try count(root)
        while let (document, depth) = open.popLast() {
            guard !Task.isCancelled else { throw .interrupted }
            switch document.content {
            case .manifest(let manifest):
                for blob in [manifest.config] + manifest.layers { try add(blob) }
            case .index(let index):
                guard depth <= Limits.indexDepth else {
                    throw ResolverError(
                        .malformed, "index \(document.digest) is nested more than \(Limits.indexDepth) deep")
                }
                for entry in index.manifests where entries?.contains(entry.digest) ?? true {
                    guard documents[entry.digest] == nil else { continue }
                    guard MediaType.isIndex(entry.mediaType) || MediaType.isManifest(entry.mediaType) else {
                        try add(entry)
                        continue
                    }
                    let child = try await origin.document(entry)
                    try count(child)
                    open.append((child, depth + 1))
                }
            }
        }
        return LocalContent(documents: documents, spans: spans)
    }

    private mutating func count(_ document: Document) throws(ResolverError) {
        bytes += Int64(document.bytes.count)
        guard bytes <= Int64(Limits.indexBytes) else {
            throw ResolverError(.malformed, "its lists name documents of more than \(Limits.indexBytes) bytes")
        }
        guard documents.count < Limits.indexDocuments else {
            throw ResolverError(.malformed, "its lists name more than \(Limits.indexDocuments) documents")
        }
        documents[document.digest] = document.bytes
    }

    private mutating func add(_ blob: Descriptor) throws(ResolverError) {
        guard spans[blob.digest] == nil else { return }
        if let span = local.span(of: blob) {
            spans[blob.digest] = span
            return
        }
        // A layer that registries may not have need not be here either: its manifest says where else it is.
        guard !blob.urls.isEmpty else {
            throw ResolverError(.notFound, "\(local.words) lacks blob \(blob.digest)")
        }
    }
}
