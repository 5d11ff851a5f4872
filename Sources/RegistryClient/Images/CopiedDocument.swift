import ImageModel

/// A document on its way from one registry to another; its bytes never change.
package struct CopiedDocument: Sendable {
    /// Its digest and size, and the media type that it is pushed as.
    package let descriptor: Descriptor
    /// The exact bytes.
    package let bytes: [UInt8]
    /// What they say; `nil` for a document of a kind that is not read.
    package let content: ManifestDocument?

    /// Reads a document whose digest has been checked; `entry` is what the list says of it, `contentType` the registry.
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

    /// The documents that a list names.
    var entries: [Descriptor] {
        guard case .index(let index) = content else { return [] }
        return index.manifests
    }

    /// The blobs that a manifest names.
    var blobs: [Descriptor] {
        guard case .manifest(let manifest) = content else { return [] }
        return [manifest.config] + manifest.layers
    }

    /// What the document is attached to.
    package var subject: Descriptor? {
        switch content {
        case .index(let index): index.subject
        case .manifest(let manifest): manifest.subject
        case nil: nil
        }
    }

    /// The document as a list of what is attached to something names it.
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
