import ErrorMapping
import ImageModel
import ImageStore
import PlatformModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The manifest lists on this machine that have not been pushed yet, each in a file.
struct ListStore: Sendable {
    private let folder: DocumentFolder

    /// The manifest lists in the folder of the local store.
    init(storePath: String) {
        folder = DocumentFolder(at: "\(storePath)/manifest-lists", limit: Limits.indexBytes)
    }

    /// The manifest list of that name, if it exists.
    func list(_ name: Reference) throws(ResolverError) -> ManifestList? {
        guard let bytes = try bytes(name) else { return nil }
        return try list(name, bytes)
    }

    /// Every manifest list, by name. Other files in the folder are ignored.
    func lists() throws(ResolverError) -> [ManifestList] {
        let documents = try mapError(ResolverError.init(store:), try folder.documents())
        let lists = documents.compactMap { ListDocument(parsing: $0)?.value }
        return lists.sorted { $0.name.description < $1.name.description }
    }

    /// Changes the manifest list of that name, while no other process does. `nil` stands for none, before and after.
    ///
    /// If `change` throws, nothing is changed.
    func change<Answer: Sendable>(
        _ name: Reference, _ change: (inout ManifestList?) throws(ResolverError) -> Answer
    ) async throws(ResolverError) -> Answer {
        let outcome = try await mapError(
            ResolverError.init(store:),
            awaiting: try await folder.change(name.description) { bytes -> Result<Answer, ResolverError> in
                Result { () throws(ResolverError) in
                    var list = try bytes.map { bytes throws(ResolverError) in try self.list(name, bytes) }
                    let answer = try change(&list)
                    bytes = list.map { ListDocument($0).encoded() }
                    return answer
                }
            })
        return try outcome.get()
    }

    /// Removes the manifest list of that name, whatever its file contains. Returns `false` if there is none.
    func remove(_ name: Reference) async throws(ResolverError) -> Bool {
        guard try mapError(ResolverError.init(store:), try folder.hasFile(name.description)) else { return false }
        let isUsable = (try? bytes(name)) != nil
        let isFound = try await mapError(
            ResolverError.init(store:),
            awaiting: try await folder.change(name.description, unusable: .replaced) { bytes in
                defer { bytes = nil }
                return bytes != nil
            })
        return isFound || !isUsable
    }

    private func bytes(_ name: Reference) throws(ResolverError) -> [UInt8]? {
        do throws(StoreError) {
            return try folder.document(name.description)
        } catch {
            var mapped = ResolverError(store: error)
            if mapped.kind == .malformed { mapped.hint = Self.removal(name) }
            throw mapped
        }
    }

    private static func removal(_ name: Reference) -> String {
        "remove it with 'resolve manifest rm \(name)', and create it again"
    }

    private func list(_ name: Reference, _ bytes: [UInt8]) throws(ResolverError) -> ManifestList {
        guard let list = ListDocument(parsing: bytes)?.value, list.name == name else {
            throw ResolverError(
                .malformed, "the local manifest list '\(name)' in '\(folder.path)' is damaged",
                hint: Self.removal(name))
        }
        return list
    }
}

/// The JSON file of a ``ManifestList``.
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

    /// Parses a file; `nil` if it is something else.
    init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONDecoder().decode(Self.self, from: Data(bytes)), value.format == 1 else { return nil }
        self = value
    }

    /// The file's bytes.
    func encoded() -> [UInt8] {
        canonicalJSON
    }

    /// The manifest list; `nil` if a name, a digest or a manifest in it is malformed.
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
