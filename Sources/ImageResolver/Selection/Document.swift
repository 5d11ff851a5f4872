import ImageModel

/// A document with the exact bytes that its digest names.
struct Document: Sendable {
    /// The digest of ``bytes``.
    let digest: Digest
    /// The media type: the document's own, else what the registry said.
    let mediaType: String
    /// The bytes as they came.
    let bytes: [UInt8]
    /// What they say.
    let content: ManifestDocument

    /// A document whose digest is known to be that of its bytes.
    init(digest: Digest, mediaType: String, bytes: [UInt8], content: ManifestDocument) {
        self.digest = digest
        self.mediaType = mediaType
        self.bytes = bytes
        self.content = content
    }

    /// The document as another one refers to it.
    var descriptor: Descriptor {
        Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
    }
}

extension Document {
    /// Reads bytes whose digest has been checked; `sentAs` is what the registry, or the descriptor, says they are.
    init(_ bytes: [UInt8], digest: Digest, sentAs: String?) throws(ResolverError) {
        do throws(ManifestError) {
            try self.init(checked: bytes, digest: digest, sentAs: sentAs)
        } catch {
            throw ResolverError(.malformed, "manifest \(digest): \(error)")
        }
    }

    /// The same, for who has a place for the error.
    init(checked bytes: [UInt8], digest: Digest, sentAs: String?) throws(ManifestError) {
        let content = try ManifestDocument(parsing: bytes, contentType: sentAs)
        let own: String? =
            switch content {
            case .index(let index): index.mediaType
            case .manifest(let manifest): manifest.mediaType
            }
        let said = sentAs.map { MediaType.essence(of: $0) } ?? ""
        let mediaType = own ?? (MediaType.isGeneric(said) ? content.usualMediaType : said)
        self.init(digest: digest, mediaType: mediaType, bytes: bytes, content: content)
    }
}

extension ManifestDocument {
    /// What a document is that neither says so itself nor was sent as anything.
    fileprivate var usualMediaType: String {
        switch self {
        case .index: MediaType.ociIndex
        case .manifest: MediaType.ociManifest
        }
    }
}

/// An image's manifest and config, both verified.
struct ImageDocuments: Sendable {
    /// The manifest, with its bytes.
    let document: Document
    /// What the manifest says.
    let manifest: ImageManifest
    /// The config's bytes.
    let configBytes: [UInt8]
    /// What the config says.
    let config: ImageConfig
}
