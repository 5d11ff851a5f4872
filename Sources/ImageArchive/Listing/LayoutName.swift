import ImageModel

/// The names of members of an OCI image layout: image-spec v1.1, image-layout.md.
enum LayoutName {
    /// The member that holds a blob.
    static func blob(_ digest: Digest) -> String { "blobs/\(digest.algorithm.rawValue)/\(digest.hex)" }
}
