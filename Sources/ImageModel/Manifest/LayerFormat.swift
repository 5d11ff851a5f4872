/// How a layer is packed, and whether registries may hold it: what its media type says.
public struct LayerFormat: Hashable, Sendable {
    /// How the tar is compressed.
    public enum Compression: String, Hashable, Sendable {
        /// A plain tar.
        case none
        /// A tar in gzip.
        case gzip
        /// A tar in Zstandard.
        case zstd
    }

    /// How the tar is compressed.
    public let compression: Compression
    /// Whether it was made not to be distributed by registries: such a layer may have to be had from its `urls`.
    public let isForeign: Bool

    /// What `mediaType` says, or nil where it is not a layer's.
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
