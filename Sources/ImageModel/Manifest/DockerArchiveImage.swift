/// One image that the `manifest.json` of a `docker save` archive lists.
///
/// Moby's image/spec/spec.md, "Combined Image JSON + Filesystem Changeset Format".
package struct DockerArchiveImage: Hashable, Sendable {
    /// The archive's member with the config.
    package let config: String
    /// The image's names, each with its tag; there may be none.
    package let names: [String]
    /// The archive's members with the layers, lowest first.
    package let layers: [String]

    /// Reads `manifest.json`.
    ///
    /// - Throws: ``ManifestError``, naming the first thing wrong.
    package static func list(parsing bytes: [UInt8]) throws(ManifestError) -> [DockerArchiveImage] {
        try DocumentReader.decode([Wire].self, from: bytes).map {
            DockerArchiveImage(config: $0.config, names: $0.names ?? [], layers: $0.layers ?? [])
        }
    }

    private struct Wire: Decodable {
        let config: String
        let names: [String]?
        let layers: [String]?

        enum CodingKeys: String, CodingKey {
            case config = "Config"
            case names = "RepoTags"
            case layers = "Layers"
        }
    }
}
