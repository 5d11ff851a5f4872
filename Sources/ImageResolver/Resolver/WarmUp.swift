import ImageModel
import ImageStore

/// Parses and hashes small sample documents once, before the first response arrives.
///
/// On first use, the runtime instantiates generic code and libcrypto looks up its functions. Both together take 1.5 ms,
/// which would otherwise delay the request that follows the first response.
enum WarmUp {
    private static let config = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    private static let manifest = """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
        "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"\(config)","size":2},"layers":[]}
        """
    private static let index = """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
        {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"\(config)","size":2,
        "platform":{"os":"linux","architecture":"amd64"}}]}
        """

    /// Hashes nothing, parses an index, a manifest and a config, and encodes an index. Returns whether all of it succeeded.
    @discardableResult
    static func run() -> Bool {
        let hash = try? DigestHasher(.sha256).finish()
        guard case .index(let index)? = document(index), case .manifest? = document(manifest) else { return false }
        let config = try? ImageConfig(parsing: Array(#"{"os":"linux","architecture":"amd64"}"#.utf8))
        return hash != nil && config != nil && !index.encoded().isEmpty
    }

    private static func document(_ text: String) -> ManifestDocument? {
        try? ManifestDocument(parsing: Array(text.utf8), contentType: nil)
    }
}
