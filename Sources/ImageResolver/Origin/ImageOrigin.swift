import ErrorMapping
import ImageArchive
import ImageModel
import ImageStore

/// An opened image: its name and where its documents and layers come from.
protocol ImageOrigin: Sendable {
    /// The image's reference; `nil` for an image on this machine.
    var reference: Reference? { get }

    /// The sessions with the image's endpoints; `nil` for an image on this machine, and with `--offline`.
    var endpoints: EndpointSessions? { get }

    /// The layout or archive that holds the image; `nil` for an image at a registry.
    var local: LocalBlobs? { get }

    /// The tag that a layout or archive records for the image.
    var tag: String? { get }

    /// The name at a registry that a layout or archive records for the image.
    var formerName: Reference? { get }

    /// The digests that are used whatever the name refers to now; `nil` without a lock.
    var locked: LockedImage? { get }

    /// The full name that a pull lists the image by; `nil` for an image on this machine that has a tag at most.
    var fullName: Reference? { get }

    /// Whether the manifests behind the entries of an index can be read.
    var holdsManifests: Bool { get }

    /// The document that the image's digest, else its tag, refers to.
    func root() async throws(ResolverError) -> Document

    /// The document that `descriptor` refers to, verified against its digest and size.
    func document(_ descriptor: Descriptor) async throws(ResolverError) -> Document

    /// The bytes of a small blob, such as a config, verified against their digest and size.
    func bytes(_ descriptor: Descriptor) async throws(ResolverError) -> [UInt8]

    /// The manifest together with its config, which is fetched if necessary.
    func image(_ document: Document, _ manifest: ImageManifest) async throws(ResolverError) -> ImageDocuments

    /// The bytes of an index entry with an unknown media type; `nil` if they have to be fetched like a blob.
    func unknown(_ descriptor: Descriptor) async throws(ResolverError) -> [UInt8]?

    /// The result of `choose` for `root` or, if no entry of `root` matches, for the index at the next endpoint.
    func choosing<Choice: Sendable>(
        from root: Document, _ choose: (Document) async throws(ResolverError) -> Choice
    ) async throws(ResolverError) -> Choice

    /// The digest that the tag beside the digest in the name refers to, if the registry was asked.
    var currentDigest: Digest? { get async }

    /// How many requests were made so far, without those for tokens, redirects and retries.
    var requests: Int { get async }

    /// The sizes of the documents received over the network so far, by digest.
    var received: [Digest: Int64] { get async }
}

extension ImageOrigin {
    /// `registry/repository`, or the layout or archive.
    var name: String { reference?.name ?? local?.name ?? "" }

    // The defaults are those of an image on this machine.
    var reference: Reference? { nil }
    var endpoints: EndpointSessions? { nil }
    var local: LocalBlobs? { nil }
    var tag: String? { nil }
    var formerName: Reference? { nil }
    var locked: LockedImage? { nil }
    var fullName: Reference? { reference ?? formerName }
    var holdsManifests: Bool { true }
    var currentDigest: Digest? { get async { nil } }
    var requests: Int { get async { 0 } }
    var received: [Digest: Int64] { get async { [:] } }

    func unknown(_ descriptor: Descriptor) async throws(ResolverError) -> [UInt8]? { nil }

    func choosing<Choice: Sendable>(
        from root: Document, _ choose: (Document) async throws(ResolverError) -> Choice
    ) async throws(ResolverError) -> Choice {
        try await choose(root)
    }

    func image(_ document: Document, _ manifest: ImageManifest) async throws(ResolverError) -> ImageDocuments {
        let bytes = try await bytes(manifest.config)
        let config = try mapError(
            { (error: ManifestError) in ResolverError(.malformed, "config \(manifest.config.digest): \(error)") },
            try ImageConfig(parsing: bytes))
        return ImageDocuments(document: document, manifest: manifest, configBytes: bytes, config: config)
    }

    /// ``image(_:_:)``, or `nil` if the manifest is not that of an image.
    func imageIfAny(_ document: Document, _ manifest: ImageManifest) async throws(ResolverError) -> ImageDocuments? {
        if manifest.isImage { return try await image(document, manifest) }
        guard manifest.isImageByConfig else { return nil }
        do throws(ResolverError) {
            let image = try await image(document, manifest)
            return image.config.describesImage ? image : nil
        } catch {
            guard error.kind == .malformed else { throw error }
            return nil
        }
    }
}

/// The blobs of an image on this machine.
enum LocalBlobs: Sendable {
    /// The blobs of an OCI layout.
    case layout(ImageStore)
    /// The blobs of an archive; `name` is the archive's name on the command line, such as `oci-archive:FILE`.
    case archive(ArchiveImage, name: String)

    /// The layout or archive, as the command line names it.
    var name: String {
        switch self {
        case .layout(let store): "oci:\(store.root)"
        case .archive(_, let name): name
        }
    }

    /// The layout or archive, as part of a sentence.
    var words: String {
        switch self {
        case .layout(let store): "the layout '\(Printable.escaped(store.root, limit: .max))'"
        case .archive(_, let name): "'\(Printable.escaped(name, limit: .max))'"
        }
    }

    /// The error if some of these blobs, which are needed, are not there: one of another length is damaged.
    func lacking(_ blobs: [Descriptor]) -> ResolverError {
        let lack = blobs.first.map { "blob \($0.digest)" } ?? "nothing"
        let sentence = "\(words) lacks \(lack)" + (blobs.count > 1 ? " and \(blobs.count - 1) more" : "")
        switch self {
        case .layout(let store):
            let fault = blobs.lazy.compactMap { store.fault(of: $0) }.first
            return fault.map { ResolverError(.integrity, $0.description) } ?? ResolverError(.notFound, sentence)
        case .archive(let image, _):
            let fault = blobs.lazy.compactMap { image.fault(of: $0) }.first
            return ResolverError(.notFound, sentence + (fault.map { ": \($0)" } ?? ""))
        }
    }

    /// The unverified bytes of a blob in their file; `nil` if they are absent or their number is wrong.
    func span(of blob: Descriptor) -> FileSpan? {
        switch self {
        case .layout(let store): store.contains(blob) ? store.span(of: blob.digest, size: blob.size) : nil
        case .archive(let image, _): image.span(of: blob)
        }
    }
}
