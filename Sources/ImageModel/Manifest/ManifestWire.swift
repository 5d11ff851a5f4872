/// Any manifest or index as JSON has it, before it is known which.
///
/// Descriptors are checked as they are decoded: of a list of millions of broken ones, the first ends the reading.
struct ManifestWire: Decodable {
    /// The field `schemaVersion`.
    let schemaVersion: WireNumber?
    /// The field `mediaType`; nil where it is empty.
    let mediaType: String?
    /// Whether there is a field `manifests`, were it `null`.
    let hasManifests: Bool
    /// Whether there is a field `layers`, were it `null`.
    let hasLayers: Bool
    /// Whether there are fields that only schema 1 has.
    let hasSchema1Fields: Bool

    private let manifests: [Descriptor]?
    private let layers: [Descriptor]?
    private let config: Descriptor?
    private let subject: Descriptor?
    private let artifactType: String?
    private let annotations: [String: String]

    private enum CodingKeys: String, CodingKey {
        case schemaVersion, mediaType, manifests, layers, config, subject, artifactType, annotations
        case fsLayers, signatures
    }

    /// Decodes the fields, and notes which there are; throws ``ManifestError`` for a malformed descriptor.
    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        schemaVersion = try fields.decodeIfPresent(WireNumber.self, forKey: .schemaVersion)
        let written = try fields.decodeIfPresent(String.self, forKey: .mediaType)
        mediaType = written?.isEmpty == false ? written : nil
        hasManifests = fields.contains(.manifests)
        hasLayers = fields.contains(.layers)
        hasSchema1Fields =
            fields.contains(.fsLayers) || (fields.contains(.signatures) && !fields.contains(.config) && !hasManifests)
        manifests = try Self.list(.manifests, in: fields)
        layers = try Self.list(.layers, in: fields)
        config = try Self.descriptor(.config, in: fields)
        subject = try Self.descriptor(.subject, in: fields)
        artifactType = try fields.decodeIfPresent(String.self, forKey: .artifactType)
        let notes = try fields.decodeIfPresent([String: String?].self, forKey: .annotations)
        annotations = (notes ?? [:]).mapValues { $0 ?? "" }
    }

    /// A field of a manifest that stands beside an index's `manifests`, if any does.
    var fieldBesideManifests: String? {
        guard manifests != nil else { return nil }
        return layers != nil ? "layers" : config != nil ? "config" : nil
    }

    /// Whether there is a config.
    var hasConfig: Bool { config != nil }

    /// The document as an index.
    func index() throws(ManifestError) -> ImageIndex {
        guard hasManifests else { throw .missing(field: "manifests") }
        return ImageIndex(
            mediaType: mediaType, manifests: manifests ?? [], annotations: annotations, artifactType: artifactType,
            subject: subject)
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

    private static func list(_ key: CodingKeys, in fields: Fields) throws -> [Descriptor]? {
        guard fields.contains(key), try !fields.decodeNil(forKey: key) else { return nil }
        var entries = try fields.nestedUnkeyedContainer(forKey: key)
        var result: [Descriptor] = []
        while !entries.isAtEnd {
            let wire = try entries.decode(DescriptorWire.self)
            result.append(try checked(wire, at: "\(key.stringValue)[\(result.count)]"))
        }
        return result
    }

    private static func descriptor(_ key: CodingKeys, in fields: Fields) throws -> Descriptor? {
        guard let wire = try fields.decodeIfPresent(DescriptorWire.self, forKey: key) else { return nil }
        return try checked(wire, at: key.stringValue)
    }

    private static func checked(_ wire: DescriptorWire, at position: String) throws(ManifestError) -> Descriptor {
        do {
            return try wire.checked()
        } catch {
            throw .descriptor(error, position: position)
        }
    }
}
