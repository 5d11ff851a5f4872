/// The media types of images.
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
    /// OCI's uncompressed layer; `+gzip` or `+zstd` is appended for a compressed one.
    package static let ociLayer = "application/vnd.oci.image.layer.v1.tar"
    /// Docker's layer, compressed with gzip.
    package static let dockerGzipLayer = "application/vnd.docker.image.rootfs.diff.tar.gzip"
    /// The empty config of an artifact: `{}`.
    public static let ociEmpty = "application/vnd.oci.empty.v1+json"
    /// Docker's obsolete schema 1 manifest.
    public static let schema1 = "application/vnd.docker.distribution.manifest.v1+json"
    /// Docker's obsolete schema 1 manifest with signatures.
    public static let schema1Signed = "application/vnd.docker.distribution.manifest.v1+prettyjws"

    /// The `Accept` header of a manifest request: every document that ``ManifestDocument`` reads, indexes first.
    public static let acceptHeader = [ociIndex, dockerList, ociManifest, dockerManifest].joined(separator: ", ")

    /// Whether this is the type of an OCI index or a Docker manifest list.
    public static func isIndex(_ mediaType: String) -> Bool {
        mediaType == ociIndex || mediaType == dockerList
    }

    /// Whether this is the type of a manifest of one platform, OCI's or Docker's.
    public static func isManifest(_ mediaType: String) -> Bool {
        mediaType == ociManifest || mediaType == dockerManifest
    }

    /// Whether this is a type of schema 1.
    public static func isSchema1(_ mediaType: String) -> Bool {
        mediaType == schema1 || mediaType == schema1Signed
    }

    /// Whether this is the type of a layer of an image, whatever its compression.
    package static func isImageLayer(_ mediaType: String) -> Bool {
        ["application/vnd.oci.image.layer.", "application/vnd.docker.image.rootfs."].contains {
            mediaType.hasPrefix($0)
        }
    }

    /// Whether this is the type of the config of an image, not of an artifact.
    public static func isImageConfig(_ mediaType: String) -> Bool {
        mediaType == ociConfig || mediaType == dockerConfig
    }

    /// The type in a `Content-Type`, in lowercase and without parameters.
    public static func essence(of contentType: String) -> String {
        String(decoding: Array(contentType.utf8.prefix { $0 != UInt8(ascii: ";") }), as: UTF8.self).blankTrimmed
            .lowercased()
    }

    /// Whether an ``essence(of:)`` means only bytes, text or JSON.
    public static func isGeneric(_ essence: String) -> Bool {
        let generic = ["", "application/json", "text/plain", "application/octet-stream", "binary/octet-stream"]
        return generic.contains(essence)
    }
}

/// The compression of a layer, and whether registries may distribute it, according to its media type.
public struct LayerFormat: Hashable, Sendable {
    /// The compression of the tar file.
    public enum Compression: String, Hashable, Sendable {
        /// No compression.
        case none
        /// The gzip format.
        case gzip
        /// The Zstandard format.
        case zstd
    }

    /// The compression of the tar file.
    public let compression: Compression
    /// Whether registries may not distribute the layer: it may have to be downloaded from its `urls`.
    public let isForeign: Bool

    /// The format with this media type; `nil` if it is not the type of a layer.
    public init?(mediaType: String) {
        guard let format = Self.formats[mediaType] else { return nil }
        self = format
    }

    private init(_ compression: Compression, isForeign: Bool) {
        self.compression = compression
        self.isForeign = isForeign
    }

    private static let formats: [String: LayerFormat] = {
        let docker = "application/vnd.docker.image.rootfs"
        let oci = "application/vnd.oci.image.layer"
        return [
            "\(docker).diff.tar": LayerFormat(.none, isForeign: false),
            "\(docker).diff.tar.gzip": LayerFormat(.gzip, isForeign: false),
            "\(docker).diff.tar.zstd": LayerFormat(.zstd, isForeign: false),
            "\(docker).foreign.diff.tar": LayerFormat(.none, isForeign: true),
            "\(docker).foreign.diff.tar.gzip": LayerFormat(.gzip, isForeign: true),
            "\(docker).foreign.diff.tar.zstd": LayerFormat(.zstd, isForeign: true),
            "\(oci).v1.tar": LayerFormat(.none, isForeign: false),
            "\(oci).v1.tar+gzip": LayerFormat(.gzip, isForeign: false),
            "\(oci).v1.tar+zstd": LayerFormat(.zstd, isForeign: false),
            "\(oci).nondistributable.v1.tar": LayerFormat(.none, isForeign: true),
            "\(oci).nondistributable.v1.tar+gzip": LayerFormat(.gzip, isForeign: true),
            "\(oci).nondistributable.v1.tar+zstd": LayerFormat(.zstd, isForeign: true),
        ]
    }()
}
