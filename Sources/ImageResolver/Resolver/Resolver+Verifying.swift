import ErrorMapping
import ImageModel
import ImageStore
import RegistryClient

/// A blob of a store whose bytes do not have the digest that names its file.
public struct DamagedBlob: Sendable {
    /// The digest that names the file.
    public let digest: Digest
    /// The digest of the bytes in the file.
    public let actual: Digest
    /// The size of the file in bytes.
    public let size: Int64
    /// The images in the store that need the blob, by the names under which it lists them.
    public let images: [String]
}

/// The result of hashing every blob of a store.
public struct StoreVerification: Sendable {
    /// The folder of the store.
    public let store: String
    /// The number of blobs.
    public let blobs: Int
    /// The total size of the blobs in bytes.
    public let bytes: Int64
    /// The damaged blobs, in the order of their digests.
    public let damaged: [DamagedBlob]

    /// The error if blobs are damaged; `nil` if none is.
    public var error: ResolverError? {
        guard !damaged.isEmpty else { return nil }
        let path = Printable.escaped(store, limit: .max)
        let verb = damaged.count == 1 ? "is" : "are"
        return ResolverError(
            .integrity, "\(damaged.count) of \(blobs) blobs in '\(path)' \(verb) damaged",
            hint: "'resolve pull --verify IMAGE' fetches the damaged blobs of an image again")
    }
}

extension Resolver {
    /// Hashes every blob of the layout in the folder `path`, or of the local store. Nothing is changed.
    public func verifyStore(_ path: String? = nil) async throws(ResolverError) -> StoreVerification {
        let root = path ?? localStorePath
        let existing = try mapError(
            ResolverError.init(store:), try ImageStore.existing(at: root, as: path == nil ? .local : .output))
        guard let store = existing else {
            guard let path else { return StoreVerification(store: root, blobs: 0, bytes: 0, damaged: []) }
            // The hints are about the names of images.
            var error = LayoutOrigin.missing(path, tag: nil)
            error.hint = nil
            throw error
        }
        let blobs = try mapError(ResolverError.init(store:), try store.blobs())
        let checks = try await slots.each(blobs.map(\.digest), cancelled: .interrupted) {
            digest throws(ResolverError) in
            try await mapError(ResolverError.init(store:), awaiting: try await store.check(digest))
        }
        var damaged: [(digest: Digest, actual: Digest, size: Int64)] = []
        for (blob, check) in zip(blobs, checks) {
            if case .damaged(let actual) = check { damaged.append((blob.digest, actual, blob.size)) }
        }
        let images = damaged.isEmpty ? [:] : try mapError(ResolverError.init(store:), try store.imagesByBlob())
        return StoreVerification(
            store: root, blobs: blobs.count, bytes: blobs.reduce(0) { $0.addingClamped($1.size) },
            damaged: damaged.map {
                DamagedBlob(
                    digest: $0.digest, actual: $0.actual, size: $0.size, images: (images[$0.digest] ?? []).sorted())
            })
    }
}

extension ImageStore {
    /// For each blob that an image in the store needs, the names of those images. Documents that cannot be read are skipped.
    fileprivate func imagesByBlob() throws(StoreError) -> [Digest: Set<String>] {
        var images: [Digest: Set<String>] = [:]
        for entry in try entries() {
            let name = entry.name ?? entry.imageName ?? entry.descriptor.digest.description
            var open = [entry.descriptor.digest]
            while let digest = open.popLast() {
                guard images[digest, default: []].insert(name).inserted else { continue }
                guard let bytes = try? read(digest, limit: Limits.manifestBytes),
                    let document = try? ManifestDocument(parsing: bytes, contentType: nil, tolerating: .unfetched)
                else { continue }
                switch document {
                case .index(let index): open += index.manifests.map(\.digest)
                case .manifest(let manifest):
                    for blob in [manifest.config] + manifest.layers { images[blob.digest, default: []].insert(name) }
                }
            }
        }
        return images
    }
}
