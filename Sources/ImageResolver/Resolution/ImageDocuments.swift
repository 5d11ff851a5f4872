import ImageModel

/// An image's manifest and config, both verified.
struct ImageDocuments: Sendable {
    /// The manifest, with its bytes.
    let document: Document
    /// What the manifest says.
    let manifest: ImageManifest
    /// The config's bytes.
    let configBytes: [UInt8]
    /// What the config says.
    let config: ImageConfig
}
