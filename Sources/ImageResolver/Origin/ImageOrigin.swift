import ImageModel

/// Where an image's documents come from: a registry, a layout on disk, or the local store alone.
protocol ImageOrigin: Sendable {
    /// The document that the image's own name stands for: by its digest, else by its tag.
    func root() async throws(ResolverError) -> Document

    /// The document that `descriptor` names, verified against its digest and size.
    func document(_ descriptor: Descriptor) async throws(ResolverError) -> Document

    /// A small blob's bytes, such as a config's, verified against its digest and size.
    func bytes(_ descriptor: Descriptor) async throws(ResolverError) -> [UInt8]

    /// The image that a manifest stands for: the manifest and, once fetched, its config.
    func image(_ document: Document, _ manifest: ImageManifest) async throws(ResolverError) -> ImageDocuments

    /// The bytes that a list's entry of an unknown kind stands for; `nil` where they are to be had among the blobs.
    func unknown(_ descriptor: Descriptor) async throws(ResolverError) -> [UInt8]?

    /// The name of the place that the root came from; `nil` for what is on this machine.
    var rootEndpoint: String? { get async }

    /// What the next place has under the image's name, where that is another document than those in `seen`; `nil` where there
    /// is none. `refusal` is why the last one would not do.
    func otherRoot(besides seen: Set<Digest>, because refusal: ResolverError) async throws(ResolverError) -> Document?

    /// The bytes of documents that came over the network so far, by digest.
    var received: [Digest: Int64] { get async }
}

extension ImageOrigin {
    /// What is on this machine keeps everything among its blobs.
    func unknown(_ descriptor: Descriptor) async throws(ResolverError) -> [UInt8]? { nil }

    /// There are no places.
    var rootEndpoint: String? { get async { nil } }

    /// There is one document under a name.
    func otherRoot(besides seen: Set<Digest>, because refusal: ResolverError) async throws(ResolverError) -> Document? {
        nil
    }

    /// Nothing came over the network.
    var received: [Digest: Int64] { get async { [:] } }

    /// Reads the config behind the manifest.
    func image(_ document: Document, _ manifest: ImageManifest) async throws(ResolverError) -> ImageDocuments {
        let bytes = try await bytes(manifest.config)
        do throws(ManifestError) {
            return ImageDocuments(
                document: document, manifest: manifest, configBytes: bytes, config: try ImageConfig(parsing: bytes))
        } catch {
            throw ResolverError(.malformed, "config \(manifest.config.digest): \(error)")
        }
    }
}
