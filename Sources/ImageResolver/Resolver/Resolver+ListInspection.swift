import ImageModel
import ImageStore

/// What `resolve manifest inspect` shows.
public enum ListInspection: Sendable {
    /// A manifest.
    case manifest(InspectedManifest)
    /// A manifest list or OCI index: its bytes, and its entries if requested.
    case list([UInt8], entries: [InspectedManifest])
}

/// One manifest, with its exact bytes.
public struct InspectedManifest: Sendable {
    /// The requested name, or the name of its index with its digest.
    public let image: Reference
    /// Media type, digest, size, and the platform in the index or in the config.
    public let descriptor: Descriptor
    /// The bytes.
    public let bytes: [UInt8]
}

/// How much of a manifest list is shown.
public enum ListDetail: Sendable {
    /// Only the manifest list itself.
    case document
    /// Also the manifests of its entries.
    case manifests
}

extension Resolver {
    /// A manifest list on this machine or, if there is none of that name, the manifest or index at the registry.
    public func inspectList(_ name: String, _ detail: ListDetail) async throws(ResolverError) -> ListInspection {
        try await bounded(name) { source throws(ResolverError) in
            let image = try listedImage(source)
            if image.digest == nil, let list = try listStore.list(image) {
                return try await inspection(of: list, detail)
            }
            let origin = try await registryOrigin(of: image)
            let root = try await origin.root()
            switch (root.content, detail) {
            case (.index, .document): return .list(root.bytes, entries: [])
            case (.index(let index), .manifests):
                try root.checkEntries()
                var entries: [InspectedManifest] = []
                for descriptor in index.manifests {
                    entries.append(try await Self.read(descriptor, of: image, origin))
                }
                return .list(root.bytes, entries: entries)
            case (.manifest(let manifest), _):
                var descriptor = root.descriptor
                if detail == .manifests {
                    descriptor.platform = try await origin.imageIfAny(root, manifest)?.config.platform
                }
                return .manifest(InspectedManifest(image: image, descriptor: descriptor, bytes: root.bytes))
            }
        }
    }

    /// The manifest of one image in a manifest list on this machine.
    public func inspectList(_ name: String, image: String) async throws(ResolverError) -> ListInspection {
        try await bounded(name) { source throws(ResolverError) in
            let listName = try listName(source)
            let image = try listedImage(try self.source(image))
            let list = try existingList(listName)
            guard let entry = list.entries.first(where: { $0.isMeant(by: image) }) else {
                throw ResolverError(list: .noEntry(image, list: listName, offered: list.entries.map(\.image)))
            }
            return .manifest(try await inspected(entry, of: list))
        }
    }

    private func inspection(
        of list: ManifestList, _ detail: ListDetail
    ) async throws(ResolverError) -> ListInspection {
        var entries: [InspectedManifest] = []
        if detail == .manifests {
            for entry in list.entries { entries.append(try await inspected(entry, of: list)) }
        }
        return .list(list.draft.encoded(), entries: entries)
    }

    private func inspected(_ entry: ListEntry, of list: ManifestList) async throws(ResolverError) -> InspectedManifest {
        guard let bytes = entry.manifest else {
            return try await Self.read(entry.descriptor, of: list.name, try await registryOrigin(of: list.name))
        }
        return InspectedManifest(image: entry.image, descriptor: entry.descriptor, bytes: bytes)
    }

    /// The manifest of an entry, from the repository of its index. An entry that is not a manifest is stored as a blob.
    private static func read(
        _ descriptor: Descriptor, of list: Reference, _ origin: RegistryOrigin
    ) async throws(ResolverError) -> InspectedManifest {
        let isDocument = MediaType.isManifest(descriptor.mediaType) || MediaType.isIndex(descriptor.mediaType)
        let bytes: [UInt8]
        if isDocument {
            bytes = try await origin.document(descriptor).bytes
        } else if let unknown = try await origin.unknown(descriptor) {
            bytes = unknown
        } else {
            bytes = try await origin.bytes(descriptor)
        }
        return InspectedManifest(image: list.entry(descriptor.digest), descriptor: descriptor, bytes: bytes)
    }
}
