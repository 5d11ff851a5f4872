import ImageModel
import ImageStore

/// Where a pull's blobs go, and where they may be had without the network.
struct PullTarget: Sendable {
    /// The store that is filled.
    let store: ImageStore
    /// Stores whose blobs are linked or copied instead of fetched.
    let sources: [ImageStore]
    /// Whether the store is the user's own, which lists images by their whole names.
    var isLocal: Bool { store.kind == .local }

    /// Takes over from the other stores what they hold of `blobs`.
    ///
    /// What stands in the local store was verified when it came; another layout's blobs are hashed first.
    func adopt(_ blobs: [Descriptor]) async throws(StoreError) {
        for blob in blobs where !store.contains(blob) {
            for source in sources where source.contains(blob) {
                if source.kind != .local { try await verify(blob.digest, in: source) }
                if try await store.adopt(blob.digest, size: blob.size, from: source) != .absent { break }
            }
        }
    }

    private func verify(_ digest: Digest, in source: ImageStore) async throws(StoreError) {
        guard let actual = try await source.rehash(digest), actual != digest else { return }
        throw .wrongDigest(path: source.blobPath(digest), expected: digest, actual: actual)
    }

    /// The name under which the store lists an image.
    ///
    /// The local store uses whole references, and so does a layout whose tag already names an image of another
    /// repository: nothing that was pulled before is pushed out.
    func name(of reference: Reference) throws(StoreError) -> String? {
        guard !isLocal else { return reference.description }
        guard let tag = reference.tag else { return nil }
        let isTaken = try store.entries().contains { $0.name == tag && $0.imageName != reference.description }
        return isTaken ? reference.description : tag
    }
}
