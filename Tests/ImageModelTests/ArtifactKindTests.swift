import ImageModel
import TestSupport
import Testing

/// What an artifact is called.
struct ArtifactKindTests {
    @Test(arguments: [
        // The types that Helm, the model specification and cosign document.
        ("application/vnd.cncf.helm.config.v1+json", nil, "a Helm chart"),
        ("application/vnd.cncf.model.config.v1+json; charset=utf-8", nil, "a model"),
        ("application/vnd.oci.empty.v1+json", "application/vnd.cncf.model.manifest.v1+json", "a model"),
        ("application/vnd.oci.image.config.v1+json", "application/vnd.dev.cosign.artifact.sig.v1+json", "a signature"),
        ("application/vnd.example.config", "", "an artifact"),
        ("", nil, "an artifact"),
    ])
    func `an artifact is named by its type, else by the media type of its config`(
        config: String, type: String?, words: String
    ) throws {
        let digest = try Digest(parsing: "sha256:" + String(repeating: "a", count: 64))
        let manifest = ImageManifest(
            config: Descriptor(mediaType: config, digest: digest, size: 2), layers: [], artifactType: type)
        let kind = ArtifactKind(manifest)
        #expect(kind.words == words)
        #expect(kind.type == (type?.isEmpty == false ? type : config))
    }
}
