import ImageModel

/// A document with the bytes that its digest names, as a registry sent them.
package struct FetchedDocument: Sendable {
    /// The exact bytes.
    package let bytes: [UInt8]
    /// The digest of ``bytes``: the one asked for, else the registry's own, else SHA-256.
    package let digest: Digest
    /// What the registry said the document is.
    package let contentType: String?

    /// A document whose digest has been computed.
    package init(bytes: [UInt8], digest: Digest, contentType: String?) {
        self.bytes = bytes
        self.digest = digest
        self.contentType = contentType
    }
}
