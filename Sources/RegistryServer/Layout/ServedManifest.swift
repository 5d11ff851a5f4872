import ImageModel

/// A manifest or an index as it is sent.
struct ServedManifest: Hashable, Sendable {
    /// The digest of ``bytes``, by the name under which the layout keeps them.
    let digest: Digest
    /// What the document says that it is.
    let mediaType: String
    /// The exact bytes.
    let bytes: [UInt8]

    /// A document whose kind is known.
    init(digest: Digest, mediaType: String, bytes: [UInt8]) {
        self.digest = digest
        self.mediaType = mediaType
        self.bytes = bytes
    }

    /// Finds what `bytes` are, or gives nil when they are no manifest.
    ///
    /// The document's own word counts. One that this version cannot read is what the index lists it as, if anything.
    init?(digest: Digest, bytes: [UInt8], listedAs mediaType: String?) {
        self.digest = digest
        self.bytes = bytes
        switch try? ManifestDocument(parsing: bytes, contentType: nil) {
        case .index(let index): self.mediaType = index.mediaType ?? MediaType.ociIndex
        case .manifest(let manifest): self.mediaType = manifest.mediaType ?? MediaType.ociManifest
        case nil:
            // It becomes a header.
            guard let mediaType, mediaType.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
            self.mediaType = mediaType
        }
    }
}
