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

/// An index as it is written; what has the wrong type counts as absent, as malformed entries are tolerated.
private struct IndexWire: Decodable {
    struct Entry: Decodable {
        let digest: String?
        let mediaType: String?
        let artifactType: String?
        let annotations: [String: String?]?
        let platform: Platform?

        private enum CodingKeys: String, CodingKey {
            case digest, mediaType, artifactType, annotations, platform
        }

        init(from decoder: any Decoder) throws {
            let fields = try? decoder.container(keyedBy: CodingKeys.self)
            digest = try? fields?.decodeIfPresent(String.self, forKey: .digest)
            mediaType = try? fields?.decodeIfPresent(String.self, forKey: .mediaType)
            artifactType = try? fields?.decodeIfPresent(String.self, forKey: .artifactType)
            annotations = try? fields?.decodeIfPresent([String: String?].self, forKey: .annotations)
            platform = try? fields?.decodeIfPresent(Platform.self, forKey: .platform)
        }
    }

    let manifests: [Entry]?
}
