/// The two families of media types.
public enum SampleFormat: String, Sendable, CaseIterable {
    /// Docker's schema 2.
    case docker
    /// OCI's image specification.
    case oci

    /// The type of a list.
    var index: String {
        self == .oci
            ? "application/vnd.oci.image.index.v1+json" : "application/vnd.docker.distribution.manifest.list.v2+json"
    }

    /// The type of an image manifest.
    var manifest: String {
        self == .oci
            ? "application/vnd.oci.image.manifest.v1+json" : "application/vnd.docker.distribution.manifest.v2+json"
    }

    /// The type of an image config.
    var config: String {
        self == .oci ? "application/vnd.oci.image.config.v1+json" : "application/vnd.docker.container.image.v1+json"
    }

    /// The type of a layer.
    func layer(_ compression: SampleCompression) -> String {
        switch (self, compression) {
        case (.oci, .none): "application/vnd.oci.image.layer.v1.tar"
        case (.oci, .gzip): "application/vnd.oci.image.layer.v1.tar+gzip"
        case (.oci, .zstd): "application/vnd.oci.image.layer.v1.tar+zstd"
        case (.docker, .none): "application/vnd.docker.image.rootfs.diff.tar"
        case (.docker, .gzip): "application/vnd.docker.image.rootfs.diff.tar.gzip"
        case (.docker, .zstd): "application/vnd.docker.image.rootfs.diff.tar.zstd"
        }
    }
}

/// How a layer is compressed.
public enum SampleCompression: Sendable, CaseIterable {
    /// Not at all.
    case none
    /// As gzip.
    case gzip
    /// As Zstandard.
    case zstd
}
