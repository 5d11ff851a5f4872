import ImageArchive
import ImageModel
import ImageStore
import RegistryClient

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

/// The blobs of an image that lies on this machine.
enum LocalBlobs: Sendable {
    /// Those of an OCI layout.
    case layout(ImageStore)
    /// Those of an archive, which `name` stands for: `oci-archive:FILE`.
    case archive(ArchiveImage, name: String)

    /// The place, as a command names it.
    var name: String {
        switch self {
        case .layout(let store): "oci:\(store.root)"
        case .archive(_, let name): name
        }
    }

    /// The place, as a sentence names it.
    var words: String {
        switch self {
        case .layout(let store): "the layout '\(Printable.escaped(store.root, limit: .max))'"
        case .archive(_, let name): "'\(Printable.escaped(name, limit: .max))'"
        }
    }

    /// Where a blob's bytes are, which nobody has verified; `nil` where they are not there in the right number.
    func span(of blob: Descriptor) -> FileSpan? {
        switch self {
        case .layout(let store): store.contains(blob) ? store.span(of: blob.digest, size: blob.size) : nil
        case .archive(let image, _): image.span(of: blob)
        }
    }
}

/// An image's source, opened: where its documents come from, and what its layers are fetched through.
struct OpenSource: Sendable {
    /// Where documents come from.
    let origin: any ImageOrigin
    /// The sessions with the image's places; `nil` for what is on this machine, and with `--offline`.
    let places: EndpointSessions?
    /// The image's reference; `nil` for what is on this machine.
    let reference: Reference?
    /// The layout or archive that holds it; `nil` for a registry.
    let local: LocalBlobs?
    /// The tag that a layout or an archive names it by.
    let tag: String?
    /// The name at a registry by which a layout or an archive knows the image; `nil` where it says none.
    var formerName: Reference?

    /// `registry/repository`, or the place on this machine.
    var name: String { reference?.name ?? local?.name ?? "" }
}
