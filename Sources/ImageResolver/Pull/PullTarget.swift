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
    func adopt(_ blobs: [Descriptor]) async throws(StoreError) {
        for blob in blobs where !store.contains(blob) {
            for source in sources {
                if try await store.adopt(blob.digest, size: blob.size, from: source) != .absent { break }
            }
        }
    }

    /// Stores a document that is held in memory; the bytes that this brought, 0 when it was there.
    func keep(_ bytes: [UInt8], as digest: Digest) async throws(StoreError) -> Int64 {
        let wasThere = store.contains(digest, size: Int64(bytes.count))
        try await store.write(bytes, as: digest)
        return wasThere ? 0 : Int64(bytes.count)
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
