import ImageModel

/// What the answer to a `HEAD` of a manifest tells, where the registry does it well.
///
/// Many do not: they answer 404, 405 or 401, or leave the digest out. Then the manifest is to be asked for with `GET`.
package struct ManifestHead: Hashable, Sendable {
    /// The digest that the registry claims; the manifest's bytes are still to be checked against it.
    package let digest: Digest
    /// The media type, without parameters.
    package let mediaType: String?
    /// The manifest's size in bytes, if it is told.
    package let size: Int64?

    /// What is known of a manifest whose bytes are there.
    package init(digest: Digest, mediaType: String?, size: Int64?) {
        self.digest = digest
        self.mediaType = mediaType
        self.size = size
    }

    /// Reads a head; `nil` when it is not of use.
    package init?(_ head: HTTPHead) {
        guard head.status == 200, let text = head.headers.first("Docker-Content-Digest"),
            let digest = try? Digest(parsing: text)
        else { return nil }
        self.digest = digest
        mediaType = head.contentType
        size = head.contentLength
    }
}
