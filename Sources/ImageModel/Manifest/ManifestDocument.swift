/// What a registry answers when it is asked for an image: the manifest of one platform, or an index of several.
///
/// The digest of a document is that of its exact bytes, which the caller keeps.
public enum ManifestDocument: Hashable, Sendable {
    /// An OCI index or a Docker manifest list.
    case index(ImageIndex)
    /// An OCI or Docker manifest.
    case manifest(ImageManifest)

    /// Reads a document that came as `contentType`, or that a descriptor says to be of that type.
    ///
    /// Parameters of the type are ignored, and so is a type that says only "bytes" or "JSON"; any other must be the one
    /// that the document itself names. A document that names none is known by its fields.
    /// - Throws: ``ManifestError``, naming the first thing wrong.
    public init(parsing bytes: [UInt8], contentType: String?) throws(ManifestError) {
        let sentAs = contentType.map { MediaType.essence(of: $0) } ?? ""
        guard !MediaType.isSchema1(sentAs) else { throw .schema1 }
        let wire = try DocumentReader.decode(ManifestWire.self, from: bytes, sentAs: sentAs)
        guard !wire.hasSchema1Fields, wire.schemaVersion != .whole(1) else { throw .schema1 }
        if let field = wire.fieldBesideManifests { throw .ambiguous(field: field) }
        let type = try Self.type(of: wire, sentAs: sentAs)
        try Self.checkVersion(wire.schemaVersion)
        if MediaType.isIndex(type) {
            self = .index(try wire.index())
        } else {
            self = .manifest(try wire.manifest())
        }
    }

    /// The one type among those of indexes and manifests that the document has.
    private static func type(of wire: ManifestWire, sentAs: String) throws(ManifestError) -> String {
        let written = wire.mediaType.map { MediaType.essence(of: $0) }
        if let written, !MediaType.isGeneric(sentAs), written != sentAs {
            throw .mediaTypeMismatch(mediaType: written, contentType: sentAs)
        }
        if let type = written ?? (MediaType.isGeneric(sentAs) ? nil : sentAs) {
            guard !MediaType.isSchema1(type) else { throw .schema1 }
            guard MediaType.isIndex(type) || MediaType.isManifest(type) else { throw .unsupportedMediaType(type) }
            return type
        }
        if wire.hasManifests { return MediaType.ociIndex }
        guard wire.hasConfig || wire.hasLayers else { throw .unrecognised }
        return MediaType.ociManifest
    }

    private static func checkVersion(_ version: WireNumber?) throws(ManifestError) {
        switch version {
        case nil: throw .missing(field: "schemaVersion")
        case .whole(2): return
        case .whole(let number): throw .schemaVersion(found: "\(number)")
        case .other(let number): throw .schemaVersion(found: "\(number)")
        case .notNumber(let found): throw .schemaVersion(found: found)
        }
    }
}
