/// What an artifact is, by its type or by the media type of its config.
///
/// The types are those that the projects document; an unknown one is named as it is written.
package struct ArtifactKind: Hashable, Sendable {
    /// The type that tells what it is: the artifact type or, without one, the media type of the config.
    package let type: String
    /// Whether the manifest has an artifact type.
    private let isTyped: Bool

    /// The kind of a manifest that is not that of an image.
    package init(_ manifest: ImageManifest) {
        isTyped = manifest.artifactType?.isEmpty == false
        type = isTyped ? manifest.artifactType ?? "" : manifest.config.mediaType
    }

    /// What it is, and how that is known: `a Helm chart: its config media type is 'application/…'`.
    package var sentence: String {
        "\(words): its \(isTyped ? "artifact type" : "config media type") is '\(Printable.escaped(type))'"
    }

    /// What it is, as part of a sentence: `a Helm chart`.
    package var words: String {
        let essence = MediaType.essence(of: type)
        return Self.known.first { essence.hasPrefix($0.prefix) }?.words ?? "an artifact"
    }

    private static let known: [(prefix: String, words: String)] = [
        ("application/vnd.cncf.helm.config.", "a Helm chart"),
        ("application/vnd.cncf.model.", "a model"),
        ("application/vnd.docker.ai.model.", "a model"),
        ("application/vnd.ollama.image.model", "a model"),
        ("application/vnd.cncf.flux.config.", "a Flux artifact"),
        ("application/vnd.cncf.openpolicyagent.", "a policy bundle"),
        ("application/vnd.docker.compose.", "a Compose project"),
        ("application/vnd.wasm.", "a WebAssembly module"),
        ("application/vnd.dev.cosign.", "a signature"),
        ("application/vnd.dev.sigstore.", "a signature"),
        ("application/vnd.in-toto", "an attestation"),
        ("application/spdx", "a list of components (SPDX)"),
        ("application/vnd.cyclonedx", "a list of components (CycloneDX)"),
    ]
}
