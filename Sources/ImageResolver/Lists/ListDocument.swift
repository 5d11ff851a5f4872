import ImageModel
import PlatformModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A ``ManifestList`` as its file has it.
struct ListDocument: Codable {
    private struct Entry: Codable {
        var image: String
        var resolved: String
        var mediaType: String
        var digest: String
        var size: Int64
        var platform: Platform?
        var artifactType: String?
        var annotations: [String: String]?
        var configured: Platform?
        var manifest: String?
    }

    private var format = 1
    private var list: String
    private var base: String?
    private var entries: [Entry]

    /// The document of `list`.
    init(_ list: ManifestList) {
        self.list = list.name.description
        base = list.base?.description
        entries = list.entries.map { entry in
            let descriptor = entry.descriptor
            return Entry(
                image: entry.image.description, resolved: entry.resolved.description, mediaType: descriptor.mediaType,
                digest: descriptor.digest.description, size: descriptor.size, platform: descriptor.platform,
                artifactType: descriptor.artifactType,
                annotations: descriptor.annotations.isEmpty ? nil : descriptor.annotations,
                configured: entry.configured, manifest: entry.manifest.map { Data($0).base64EncodedString() })
        }
    }

    /// Reads a file; `nil` where it is something else.
    init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONDecoder().decode(Self.self, from: Data(bytes)), value.format == 1 else { return nil }
        self = value
    }

    /// The file's bytes.
    func encoded() -> [UInt8] {
        steadyJSON
    }

    /// What the document says; `nil` where a name, a digest or a manifest of it is malformed.
    var value: ManifestList? {
        guard let name = try? Reference(parsing: list) else { return nil }
        let digest = base.flatMap { try? Digest(parsing: $0) }
        let values = entries.compactMap { Self.value(of: $0) }
        guard (digest == nil) == (base == nil), values.count == entries.count else { return nil }
        return ManifestList(name: name, entries: values, base: digest)
    }

    private static func value(of entry: Entry) -> ListEntry? {
        guard let image = try? Reference(parsing: entry.image), let resolved = try? Digest(parsing: entry.resolved),
            let digest = try? Digest(parsing: entry.digest)
        else { return nil }
        let manifest = entry.manifest.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) }
        guard (manifest == nil) == (entry.manifest == nil), manifest.map({ Int64($0.count) == entry.size }) ?? true
        else { return nil }
        let descriptor = Descriptor(
            mediaType: entry.mediaType, digest: digest, size: entry.size, platform: entry.platform,
            artifactType: entry.artifactType, annotations: entry.annotations ?? [:])
        return ListEntry(
            image: image, resolved: resolved, descriptor: descriptor, configured: entry.configured, manifest: manifest)
    }
}
