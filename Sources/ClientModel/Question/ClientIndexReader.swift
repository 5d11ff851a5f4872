import ImageModel
import PlatformModel

extension ClientIndex {
    /// Reads an index as other clients do.
    ///
    /// Unlike ``ImageIndex``, it keeps platforms whose names are all empty, which some clients count as declared.
    package init(parsing bytes: [UInt8], digest: String, mediaType: String) throws(ManifestError) {
        let wire = try DocumentReader.decode(IndexWire.self, from: bytes)
        self.init(
            digest: digest, isDockerList: mediaType == MediaType.dockerList,
            entries: (wire.manifests ?? []).map { entry in
                ClientEntry(
                    digest: entry.digest ?? "", mediaType: entry.mediaType ?? "", artifactType: entry.artifactType,
                    annotations: (entry.annotations ?? [:]).compactMapValues(\.self), platform: entry.platform)
            })
    }
}

/// An index as it is written.
private struct IndexWire: Decodable {
    struct Entry: Decodable {
        let digest: String?
        let mediaType: String?
        let artifactType: String?
        let annotations: [String: String?]?
        let platform: Platform?
    }

    let manifests: [Entry]?
}
