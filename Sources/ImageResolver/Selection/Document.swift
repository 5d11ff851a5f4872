import ErrorMapping
import ImageModel

/// An index or manifest with the exact bytes that its digest covers.
struct Document: Sendable {
    /// The digest of ``bytes``.
    let digest: Digest
    /// The media type in the document itself, else the one that the registry sent.
    let mediaType: String
    /// The bytes as received.
    let bytes: [UInt8]
    /// The parsed bytes.
    let content: ManifestDocument

    /// A document whose bytes are known to have that digest.
    init(digest: Digest, mediaType: String, bytes: [UInt8], content: ManifestDocument) {
        self.digest = digest
        self.mediaType = mediaType
        self.bytes = bytes
        self.content = content
    }

    /// The descriptor that refers to this document.
    var descriptor: Descriptor {
        Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
    }
}

extension Document {
    /// Parses bytes whose digest has been verified. `sentAs` is the media type from the registry or the descriptor.
    ///
    /// An index may have malformed entries, and a manifest a malformed subject: whoever fetches one image needs neither.
    init(_ bytes: [UInt8], digest: Digest, sentAs: String?) throws(ResolverError) {
        self = try mapError(
            { (error: ManifestError) in ResolverError(.malformed, "manifest \(digest): \(error)") },
            try Document(checked: bytes, digest: digest, sentAs: sentAs))
    }

    /// ``init(_:digest:sentAs:)`` with the parser's own error.
    init(checked bytes: [UInt8], digest: Digest, sentAs: String?) throws(ManifestError) {
        let content = try ManifestDocument(parsing: bytes, contentType: sentAs, tolerating: .unfetched)
        let own: String? =
            switch content {
            case .index(let index): index.mediaType
            case .manifest(let manifest): manifest.mediaType
            }
        let said = sentAs.map { MediaType.essence(of: $0) } ?? ""
        let mediaType = own ?? (MediaType.isGeneric(said) ? content.defaultMediaType : said)
        self.init(digest: digest, mediaType: mediaType, bytes: bytes, content: content)
    }
}

extension Document {
    /// The error if this is an index with malformed entries, for whoever needs all of them.
    func checkEntries() throws(ResolverError) {
        guard case .index(let index) = content, let flaw = index.malformed.first?.flaw else { return }
        throw ResolverError(.malformed, "manifest \(digest): \(flaw)")
    }
}

extension ManifestDocument {
    /// The media type of a document that neither states one nor was sent with one.
    fileprivate var defaultMediaType: String {
        switch self {
        case .index: MediaType.ociIndex
        case .manifest: MediaType.ociManifest
        }
    }
}

/// The verified manifest of an image.
struct ImageManifestDocument: Sendable {
    /// The manifest with its bytes.
    let document: Document
    /// The parsed manifest.
    let manifest: ImageManifest
}

/// The manifest and config of an image, both verified.
struct ImageDocuments: Sendable {
    /// The manifest with its bytes.
    let document: Document
    /// The parsed manifest.
    let manifest: ImageManifest
    /// The bytes of the config.
    let configBytes: [UInt8]
    /// The parsed config.
    let config: ImageConfig
}
