/// The media types that images are made of, and what they say.
///
/// OCI image-spec v1.1, media-types.md; Docker's "Image Manifest Version 2, Schema 2".
public enum MediaType {
    /// Docker's manifest of one platform.
    public static let dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
    /// Docker's manifest list.
    public static let dockerList = "application/vnd.docker.distribution.manifest.list.v2+json"
    /// Docker's image config.
    public static let dockerConfig = "application/vnd.docker.container.image.v1+json"
    /// OCI's manifest of one platform, or of an artifact.
    public static let ociManifest = "application/vnd.oci.image.manifest.v1+json"
    /// OCI's index.
    public static let ociIndex = "application/vnd.oci.image.index.v1+json"
    /// OCI's image config.
    public static let ociConfig = "application/vnd.oci.image.config.v1+json"
    /// OCI's layer before it is compressed; `+gzip` or `+zstd` follows where it is.
    package static let ociLayer = "application/vnd.oci.image.layer.v1.tar"
    /// Docker's layer in gzip.
    package static let dockerGzipLayer = "application/vnd.docker.image.rootfs.diff.tar.gzip"
    /// What artifacts put in a config's place: `{}`.
    public static let ociEmpty = "application/vnd.oci.empty.v1+json"
    /// Docker's schema 1 manifest, which no registry should send any more.
    public static let schema1 = "application/vnd.docker.distribution.manifest.v1+json"
    /// Docker's schema 1 manifest with its signatures.
    public static let schema1Signed = "application/vnd.docker.distribution.manifest.v1+prettyjws"

    /// What a request for a manifest must accept: every document that ``ManifestDocument`` reads, indexes first.
    public static let acceptHeader = [ociIndex, dockerList, ociManifest, dockerManifest].joined(separator: ", ")

    /// Whether it is an OCI index or a Docker manifest list.
    public static func isIndex(_ mediaType: String) -> Bool {
        mediaType == ociIndex || mediaType == dockerList
    }

    /// Whether it is the manifest of one platform, OCI's or Docker's.
    public static func isManifest(_ mediaType: String) -> Bool {
        mediaType == ociManifest || mediaType == dockerManifest
    }

    /// Whether it is one of the forms of schema 1.
    public static func isSchema1(_ mediaType: String) -> Bool {
        mediaType == schema1 || mediaType == schema1Signed
    }

    /// Whether it is the config of an image, not of an artifact.
    public static func isImageConfig(_ mediaType: String) -> Bool {
        mediaType == ociConfig || mediaType == dockerConfig
    }

    /// The type that a `Content-Type` names, in lowercase and without its parameters.
    public static func essence(of contentType: String) -> String {
        let type = contentType.utf8.prefix { $0 != UInt8(ascii: ";") }
        let blanks: [UInt8] = [0x20, 0x09]
        let trimmed = type.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed()
        return String(decoding: Array(trimmed), as: UTF8.self).lowercased()
    }

    /// Whether an ``essence(of:)`` says no more than that there are bytes, text or JSON.
    public static func isGeneric(_ essence: String) -> Bool {
        let generic = ["", "application/json", "text/plain", "application/octet-stream", "binary/octet-stream"]
        return generic.contains(essence)
    }
}
