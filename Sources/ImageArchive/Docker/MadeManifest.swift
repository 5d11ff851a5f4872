import ImageModel

/// The manifest of an image that was saved without one.
enum MadeManifest {
    /// The manifest's bytes and media type, the same for the same config and layers.
    ///
    /// It is Docker's, as the archive's form is, unless a layer is in Zstandard: only OCI's manifests may name such.
    static func made(config: (digest: Digest, size: Int), layers: [MadeLayer]) -> (bytes: [UInt8], mediaType: String) {
        let isOCI = layers.contains(where: \.isZstandard)
        let mediaType = isOCI ? MediaType.ociManifest : MediaType.dockerManifest
        let configType = isOCI ? MediaType.ociConfig : MediaType.dockerConfig
        let list = layers.map { layer in
            descriptor(
                isOCI ? MediaType.ociLayer + (layer.isZstandard ? "+zstd" : "+gzip") : MediaType.dockerGzipLayer,
                layer.digest, layer.span.size)
        }
        let config = descriptor(configType, config.digest, Int64(config.size))
        let text =
            #"{"schemaVersion":2,"mediaType":"\#(mediaType)","config":\#(config),"layers":[\#(list.joined(separator: ","))]}"#
        return (Array(text.utf8), mediaType)
    }

    /// None of the values needs an escape.
    private static func descriptor(_ mediaType: String, _ digest: Digest, _ size: Int64) -> String {
        #"{"mediaType":"\#(mediaType)","size":\#(size),"digest":"\#(digest)"}"#
    }
}
