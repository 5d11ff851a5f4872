import ErrorMapping
import PlatformModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The document behind an image name at a registry: the manifest of one platform, or an index of several.
///
/// The digest of a document is that of its exact bytes, which the caller keeps.
public enum ManifestDocument: Hashable, Sendable {
    /// An OCI index or a Docker manifest list.
    case index(ImageIndex)
    /// An OCI or Docker manifest.
    case manifest(ImageManifest)

    /// Reads a document that was sent as `contentType`, or that has this type in a descriptor.
    ///
    /// Parameters of the type are ignored, and so is a generic type such as JSON; any other must be the one that the
    /// document itself states. A document that states none is recognized by its fields.
    /// - Throws: ``ManifestError``, naming the first thing wrong.
    public init(parsing bytes: [UInt8], contentType: String?) throws(ManifestError) {
        try self.init(parsing: bytes, contentType: contentType, tolerating: .nothing)
    }

    /// What may be malformed in a document without making it unreadable.
    public enum Tolerance: Sendable {
        /// Nothing.
        case nothing
        /// What a reader of one image does not fetch: entries of an index, which become ``ImageIndex/malformed``, and the
        /// subject, which is left out.
        case unfetched
    }

    /// ``init(parsing:contentType:)`` for a reader that fetches one image, and not all that the document names.
    public init(
        parsing bytes: [UInt8], contentType: String?, tolerating tolerance: Tolerance
    ) throws(ManifestError) {
        let sentAs = contentType.map { MediaType.essence(of: $0) } ?? ""
        guard !MediaType.isSchema1(sentAs) else { throw .schema1 }
        let wire = try DocumentReader.decode(ManifestWire.self, from: bytes, sentAs: sentAs)
        if case .nothing = tolerance, let flaw = wire.flaw { throw flaw }
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

    /// The type of the document: one of those of indexes and manifests.
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
        guard wire.hasConfig || wire.hasLayers else { throw .unrecognized }
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

/// A manifest or index as decoded from JSON, before its kind is known.
///
/// Descriptors are checked as they are decoded. Malformed entries of an index are kept, up to ``Limits/malformedEntries``:
/// among millions of them, one ends the reading.
struct ManifestWire: Decodable {
    /// The field `schemaVersion`.
    let schemaVersion: WireNumber?
    /// The field `mediaType`; `nil` if it is empty.
    let mediaType: String?
    /// Whether there is a field `manifests`, even with the value `null`.
    let hasManifests: Bool
    /// Whether there is a field `layers`, even with the value `null`.
    let hasLayers: Bool
    /// Whether there are fields that exist only in schema 1.
    let hasSchema1Fields: Bool

    /// The first thing wrong with an entry of an index or with the subject; `nil` if there is nothing.
    let flaw: ManifestError?

    private let manifests: [Descriptor]?
    private let malformed: [MalformedEntry]
    private let layers: [Descriptor]?
    private let config: Descriptor?
    private let subject: Descriptor?
    private let artifactType: String?
    private let annotations: [String: String]

    private enum CodingKeys: String, CodingKey {
        case schemaVersion, mediaType, manifests, layers, config, subject, artifactType, annotations
        case fsLayers, signatures
    }

    /// Decodes the fields; throws ``ManifestError`` for a malformed descriptor.
    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        schemaVersion = try fields.decodeIfPresent(WireNumber.self, forKey: .schemaVersion)
        let written = try fields.decodeIfPresent(String.self, forKey: .mediaType)
        mediaType = written?.isEmpty == false ? written : nil
        hasManifests = fields.contains(.manifests)
        hasLayers = fields.contains(.layers)
        hasSchema1Fields =
            fields.contains(.fsLayers) || (fields.contains(.signatures) && !fields.contains(.config) && !hasManifests)
        (manifests, malformed) = try Self.entries(in: fields)
        layers = try Self.layers(in: fields)
        config = try fields.decodeIfPresent(DescriptorWire.self, forKey: .config)?.checkedConfig(at: "config")
        var flaw = malformed.first?.flaw
        var subject: Descriptor?
        if let wire = try fields.decodeIfPresent(DescriptorWire.self, forKey: .subject) {
            do throws(ManifestError) {
                subject = try wire.checked(at: "subject")
            } catch {
                flaw = flaw ?? error
            }
        }
        self.subject = subject
        self.flaw = flaw
        artifactType = try fields.decodeIfPresent(String.self, forKey: .artifactType)
        let notes = try fields.decodeIfPresent([String: String?].self, forKey: .annotations)
        annotations = (notes ?? [:]).mapValues { $0 ?? "" }
    }

    /// A field of a manifest in a document that also has the field `manifests` of an index.
    var fieldBesideManifests: String? {
        guard manifests != nil else { return nil }
        return layers != nil ? "layers" : config != nil ? "config" : nil
    }

    /// Whether the document has a config.
    var hasConfig: Bool { config != nil }

    /// The document as an index.
    func index() throws(ManifestError) -> ImageIndex {
        guard hasManifests else { throw .missing(field: "manifests") }
        return ImageIndex(
            mediaType: mediaType, manifests: manifests ?? [], malformed: malformed, annotations: annotations,
            artifactType: artifactType, subject: subject)
    }

    /// The document as a manifest.
    func manifest() throws(ManifestError) -> ImageManifest {
        guard let config else { throw .missing(field: "config") }
        guard hasLayers else { throw .missing(field: "layers") }
        let manifest = ImageManifest(
            mediaType: mediaType, config: config, layers: layers ?? [], annotations: annotations,
            artifactType: artifactType, subject: subject)
        guard manifest.totalSize < .max else { throw .totalTooLarge }
        return manifest
    }

    private typealias Fields = KeyedDecodingContainer<CodingKeys>

    private static func entries(in fields: Fields) throws -> (sound: [Descriptor]?, malformed: [MalformedEntry]) {
        guard var entries = try list(.manifests, in: fields) else { return (nil, []) }
        var sound: [Descriptor] = []
        var malformed: [MalformedEntry] = []
        while !entries.isAtEnd {
            let step = entries.currentIndex
            let entry = try entries.decode(EntryWire.self)
            do throws(ManifestError) {
                sound.append(try entry.checked(at: "manifests[\(step)]"))
            } catch {
                guard malformed.count < Limits.malformedEntries else { throw malformed.first?.flaw ?? error }
                malformed.append(entry.wire.malformed(at: step, flaw: error))
            }
        }
        return (sound, malformed)
    }

    private static func layers(in fields: Fields) throws -> [Descriptor]? {
        guard var entries = try list(.layers, in: fields) else { return nil }
        var layers: [Descriptor] = []
        while !entries.isAtEnd {
            layers.append(try entries.decode(DescriptorWire.self).checked(at: "layers[\(layers.count)]"))
        }
        return layers
    }

    private static func list(_ key: CodingKeys, in fields: Fields) throws -> (any UnkeyedDecodingContainer)? {
        guard fields.contains(key), try !fields.decodeNil(forKey: key) else { return nil }
        return try fields.nestedUnkeyedContainer(forKey: key)
    }
}

/// An entry of an index as decoded from JSON: any value, because only the entry is malformed if it is no descriptor.
private struct EntryWire: Decodable {
    /// The descriptor, without the fields that have another type than theirs.
    let wire: DescriptorWire
    /// The first field of another type.
    private let typeError: DecodingError?

    init(from decoder: any Decoder) throws {
        do {
            wire = try DescriptorWire(from: decoder)
            typeError = nil
        } catch let error as DecodingError {
            guard DocumentReader.typeError(error, at: "") != nil else { throw error }
            wire = DescriptorWire(typedFieldsIn: decoder)
            typeError = error
        }
    }

    /// The descriptor, with every value checked; `position` is its place in the document.
    func checked(at position: String) throws(ManifestError) -> Descriptor {
        if let typeError, let flaw = DocumentReader.typeError(typeError, at: position) { throw flaw }
        return try wire.checked(at: position)
    }
}

/// A descriptor as decoded from JSON, before its values are checked.
struct DescriptorWire: Decodable {
    private var mediaType: String?
    private var digest: String?
    private var size: WireNumber?
    private var platform: PlatformWire?
    private var artifactType: String?
    private var annotations: [String: String?]?
    private var urls: [String]?
    private var data: String?

    private enum CodingKeys: String, CodingKey {
        case mediaType, digest, size, platform, artifactType, annotations, urls, data
    }

    /// The fields of the right type; none of a value that is not an object. Only the names in it are kept.
    fileprivate init(typedFieldsIn decoder: any Decoder) {
        guard let fields = try? decoder.container(keyedBy: CodingKeys.self) else { return }
        mediaType = try? fields.decode(String.self, forKey: .mediaType)
        digest = try? fields.decode(String.self, forKey: .digest)
        platform = try? fields.decode(PlatformWire.self, forKey: .platform)
        artifactType = try? fields.decode(String.self, forKey: .artifactType)
        annotations = try? fields.decode([String: String?].self, forKey: .annotations)
    }

    /// The descriptor, with every value checked; `position` is its place in the document.
    func checked(at position: String) throws(ManifestError) -> Descriptor {
        guard let mediaType, !mediaType.isEmpty else { throw .missing(field: "mediaType", position: position) }
        return try checked(mediaType, at: position)
    }

    /// The descriptor of a config, which may state no media type: tools for building have left it empty.
    func checkedConfig(at position: String) throws(ManifestError) -> Descriptor {
        try checked(mediaType ?? "", at: position)
    }

    /// The entry of an index at `step`, in which `flaw` is wrong.
    func malformed(at step: Int, flaw: ManifestError) -> MalformedEntry {
        MalformedEntry(
            step: step, flaw: flaw, mediaType: mediaType, artifactType: artifactType, digest: digest,
            platform: platform?.platform, annotations: (annotations ?? [:]).mapValues { $0 ?? "" })
    }

    private func checked(_ mediaType: String, at position: String) throws(ManifestError) -> Descriptor {
        guard let text = digest else { throw .missing(field: "digest", position: position) }
        let size = try checkedSize(at: position)
        let digest = try mapError({ ManifestError.digest($0, position: position) }, try Digest(parsing: text))
        return Descriptor(
            mediaType: mediaType, digest: digest, size: size, platform: platform?.platform,
            artifactType: artifactType?.isEmpty == false ? artifactType : nil,
            annotations: (annotations ?? [:]).mapValues { $0 ?? "" }, urls: urls ?? [],
            data: try checkedData(size: size, at: position))
    }

    private func checkedSize(at position: String) throws(ManifestError) -> Int64 {
        switch size {
        case nil: throw .missing(field: "size", position: position)
        case .whole(let number) where number < 0: throw .sizeNegative(number, position: position)
        case .whole(let number): return number
        case .other(let number): throw .sizeOutOfRange(number, position: position)
        case .notNumber(let found): throw .sizeNotNumber(found: found, position: position)
        }
    }

    private func checkedData(size: Int64, at position: String) throws(ManifestError) -> [UInt8]? {
        guard let data else { return nil }
        guard let decoded = Data(base64Encoded: data) else { throw .dataNotBase64(position: position) }
        guard decoded.count == size else { throw .dataLength(decoded.count, size: size, position: position) }
        return [UInt8](decoded)
    }
}

extension ImageIndex {
    /// The index as canonical JSON.
    package func encoded() -> [UInt8] {
        EncodedIndex(self).canonicalJSON
    }
}

/// An index as encoded to JSON.
private struct EncodedIndex: Encodable {
    var schemaVersion = 2
    var mediaType: String?
    var artifactType: String?
    var manifests: [EncodedDescriptor]
    var subject: EncodedDescriptor?
    var annotations: [String: String]?

    init(_ index: ImageIndex) {
        mediaType = index.mediaType
        artifactType = index.artifactType
        manifests = index.manifests.map { EncodedDescriptor($0) }
        subject = index.subject.map { EncodedDescriptor($0) }
        annotations = index.annotations.isEmpty ? nil : index.annotations
    }
}

/// A descriptor as encoded to JSON.
private struct EncodedDescriptor: Encodable {
    var mediaType: String
    var digest: String
    var size: Int64
    var platform: Platform?
    var artifactType: String?
    var annotations: [String: String]?
    var urls: [String]?
    var data: String?

    init(_ descriptor: Descriptor) {
        mediaType = descriptor.mediaType
        digest = descriptor.digest.description
        size = descriptor.size
        platform = descriptor.platform
        artifactType = descriptor.artifactType
        annotations = descriptor.annotations.isEmpty ? nil : descriptor.annotations
        urls = descriptor.urls.isEmpty ? nil : descriptor.urls
        data = descriptor.data.map { Data($0).base64EncodedString() }
    }
}
