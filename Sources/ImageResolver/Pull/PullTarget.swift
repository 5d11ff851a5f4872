import ImageArchive
import ImageModel
import ImageStore

/// Where a pull's blobs go, and where they may be had without the network.
struct PullTarget: Sendable {
    /// The store that is filled.
    let store: ImageStore
    /// Stores whose blobs are linked or copied instead of fetched.
    let sources: [ImageStore]
    /// An archive whose blobs are copied instead of fetched.
    let archive: ArchiveImage?
    /// Whether the store is the user's own, which lists images by their whole names.
    var isLocal: Bool { store.kind == .local }

    /// Takes over from the other stores, and from the archive, what they hold of `blobs`.
    ///
    /// They are hashed first: a file that has rotted where it lies must not get a second place under its digest's name.
    func adopt(_ blobs: [Descriptor]) async throws(StoreError) {
        for blob in blobs where !store.contains(blob) {
            for source in sources where source.contains(blob) {
                if try await adopt(blob, from: source) { break }
            }
            guard !store.contains(blob), let span = archive?.span(of: blob) else { continue }
            _ = try await store.adopt(blob.digest, from: span)
        }
    }

    /// Whether the blob is here now. One that the local store holds damaged counts as absent: it can be fetched.
    private func adopt(_ blob: Descriptor, from source: ImageStore) async throws(StoreError) -> Bool {
        do throws(StoreError) {
            try await verify(blob.digest, in: source)
            return try await store.adopt(blob.digest, size: blob.size, from: source) != .absent
        } catch {
            guard source.kind == .local else { throw error }
            switch error {
            case .wrongDigest, .wrongSize: return false
            default: throw error
            }
        }
    }

    private func verify(_ digest: Digest, in source: ImageStore) async throws(StoreError) {
        guard let actual = try await source.rehash(digest), actual != digest else { return }
        throw .wrongDigest(path: source.blobPath(digest), expected: digest, actual: actual)
    }

    /// The name under which the store, which lists `entries`, is to list an image.
    ///
    /// The local store uses whole references, and so does a layout whose tag already names an image of another
    /// repository: nothing that was pulled before is pushed out.
    func name(of reference: Reference, among entries: [LayoutEntry]) -> String? {
        guard !isLocal else { return reference.description }
        guard let tag = reference.tag else { return nil }
        let isTaken = entries.contains { $0.name == tag && $0.imageName != reference.description }
        return isTaken ? reference.description : tag
    }
}

/// Where a pull goes, as long as nothing has been made there.
struct PullDestination: Sendable {
    /// The folder of the store.
    let path: String
    /// What the store is for.
    let kind: ImageStore.Kind
    /// Stores whose blobs are linked or copied instead of fetched.
    let sources: [ImageStore]
    /// An archive whose blobs are copied instead of fetched.
    var archive: ArchiveImage?
    /// Whether the store is the user's own.
    var isLocal: Bool { kind == .local }

    /// The stores that hold documents already: the destination's own, where there is one, and the sources.
    func held() throws(StoreError) -> [ImageStore] {
        try ImageStore.checkPlace(path)
        return [try ImageStore.existing(at: path, as: kind)].compactMap(\.self) + sources
    }

    /// The same destination, with another place on this machine whose blobs may be had.
    func adding(_ local: LocalBlobs?) -> PullDestination {
        switch local {
        case nil: self
        case .layout(let store): PullDestination(path: path, kind: kind, sources: sources + [store])
        case .archive(let image, _): PullDestination(path: path, kind: kind, sources: sources, archive: image)
        }
    }

    /// Opens the store, and makes what is missing of it.
    func open() throws(StoreError) -> PullTarget {
        PullTarget(store: try ImageStore.open(at: path, as: kind), sources: sources, archive: archive)
    }
}
