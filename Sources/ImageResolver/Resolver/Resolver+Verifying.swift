import ErrorMapping
import ImageModel
import ImageStore
import PlatformModel
import RegistryClient

/// A blob that is not in a store as it should be.
public struct DamagedBlob: Sendable {
    /// What is wrong with a blob.
    public enum Fault: Hashable, Sendable {
        /// The bytes in the file have another digest.
        case wrongDigest(actual: Digest)
        /// An image needs the blob, and there is no file.
        case missing
        /// A directory, a pipe or a device has the name of the blob.
        case notFile
    }

    /// The digest that names the file.
    public let digest: Digest
    /// What is wrong.
    public let fault: Fault
    /// The size of the file in bytes; of a missing blob, the size that its descriptor states.
    public let size: Int64
    /// The images in the store that need the blob, by the names under which it lists them.
    public let images: [String]
}

/// The result of hashing every blob of a store.
public struct StoreVerification: Sendable {
    /// The folder of the store.
    public let store: String
    /// The number of blobs, with the missing ones.
    public let blobs: Int
    /// The total size of the blobs' files in bytes.
    public let bytes: Int64
    /// The damaged and missing blobs, in the order of their digests.
    public let damaged: [DamagedBlob]
    /// The number of manifests that an index lists and the store lacks, while it has others of that index. They are left
    /// out on purpose, as by an export for one platform.
    public let leftOut: Int
    /// The command that fetches the blobs of the first damaged image again.
    let repair: String

    /// The error if blobs are damaged or missing; `nil` if none is.
    public var error: ResolverError? {
        guard !damaged.isEmpty else { return nil }
        let path = Printable.escaped(store, limit: .max)
        let verb = damaged.count == 1 ? "is" : "are"
        let missing = damaged.filter { $0.fault == .missing }.count
        let state =
            switch missing {
            case 0: "damaged"
            case damaged.count: "missing"
            default: "damaged or missing"
            }
        return ResolverError(
            .integrity, "\(damaged.count) of \(blobs) blobs in '\(path)' \(verb) \(state)",
            hint: "`\(repair)` fetches such blobs of \(repair.hasSuffix(" IMAGE") ? "an" : "that") image again")
    }
}

extension Resolver {
    /// Hashes every blob of the layout in the folder `path`, or of the local store. Nothing is changed.
    public func verifyStore(_ path: String? = nil) async throws(ResolverError) -> StoreVerification {
        let root = path ?? localStorePath
        let existing = try mapError(
            ResolverError.init(target:), try ImageStore.existing(at: root, as: path == nil ? .local : .output))
        guard let store = existing else { return try unverified(path) }
        let entries = try mapError(ResolverError.init(target:), try store.entries())
        let blobs = try mapError(ResolverError.init(store:), try store.blobs())
        let checks = try await slots.each(blobs.map(\.digest), cancelled: .interrupted) {
            digest throws(ResolverError) in
            try await mapError(ResolverError.init(store:), awaiting: try await store.check(digest))
        }
        let needed = NeededBlobs(entries, present: Set(blobs.map(\.digest)), in: store)
        var damaged: [DamagedBlob] = []
        func add(_ digest: Digest, _ fault: DamagedBlob.Fault, size: Int64) {
            damaged.append(DamagedBlob(digest: digest, fault: fault, size: size, images: needed.images(of: digest)))
        }
        for (blob, check) in zip(blobs, checks) {
            switch check {
            case .sound, .absent: break
            case .damaged(let actual): add(blob.digest, .wrongDigest(actual: actual), size: blob.size)
            case .notFile: add(blob.digest, .notFile, size: blob.size)
            }
        }
        for blob in needed.missing { add(blob.digest, .missing, size: blob.size) }
        damaged.sort { $0.digest.description < $1.digest.description }
        let names = Set(damaged.first { !$0.images.isEmpty }?.images ?? [])
        let repaired = entries.first { names.contains(NeededBlobs.name(of: $0)) }
        return StoreVerification(
            store: root, blobs: blobs.count + needed.missing.count,
            bytes: blobs.reduce(0) { $0.addingClamped($1.size) }, damaged: damaged, leftOut: needed.leftOut.count,
            repair: Self.repair(repaired, in: store, output: path))
    }

    /// The result for a store that does not exist yet; an error for any other folder.
    private func unverified(_ path: String?) throws(ResolverError) -> StoreVerification {
        if let path {
            // The hints are about the names of images.
            var error = LayoutOrigin.missing(path, tag: nil)
            error.hint = nil
            throw error
        }
        let root = localStorePath
        guard try mapError(ResolverError.init(store:), try ImageStore.lacksLayoutFile(at: root)) else {
            return StoreVerification(store: root, blobs: 0, bytes: 0, damaged: [], leftOut: 0, repair: "")
        }
        var error = LayoutOrigin.missing(root, tag: nil)
        error.hint = "`resolve pull IMAGE` writes the file again; the blobs stay"
        throw error
    }

    /// The `resolve pull` that fetches the blobs of `entry` into `store` again.
    private static func repair(_ entry: LayoutEntry?, in store: ImageStore, output: String?) -> String {
        let name = entry.flatMap { entry in
            entry.imageName.flatMap { try? Reference(parsing: $0) } ?? entry.name.flatMap { Reference(imageName: $0) }
        }
        let platforms = name == nil ? [] : entry.map { store.platforms(of: $0.descriptor) } ?? []
        let words =
            platforms.flatMap { ["--platform", $0] } + (output.map { ["-o", $0] } ?? [])
            + [name?.description ?? "IMAGE"]
        return (["resolve", "pull", "--verify"] + words.map(Suggestion.shellWord)).joined(separator: " ")
    }
}

extension ImageStore {
    /// The values of `--platform` that select all that the store has of an entry; empty if they cannot be told.
    fileprivate func platforms(of entry: Descriptor) -> [String] {
        if let platform = entry.platform { return [platform.full] }
        switch document(entry.digest) {
        case nil: return []
        case .manifest(let manifest):
            let bytes = try? read(manifest.config.digest, limit: Limits.manifestBytes)
            return [bytes.flatMap { try? ImageConfig(parsing: $0) }?.platform?.full].compactMap(\.self)
        case .index(let index):
            guard index.annotations[ImageIndex.filteredFromAnnotation] != nil else { return ["all"] }
            // An attestation comes with the platform that it attests.
            return index.manifests.compactMap(\.platform).filter { $0.os != "unknown" }.map(\.full)
        }
    }

    /// The manifest or index with this digest, if it can be read.
    fileprivate func document(_ digest: Digest) -> ManifestDocument? {
        guard let bytes = try? read(digest, limit: Limits.manifestBytes) else { return nil }
        return try? ManifestDocument(parsing: bytes, contentType: nil, tolerating: .unfetched)
    }
}

/// The blobs that the images of a store need. Documents that cannot be read need nothing.
private struct NeededBlobs {
    /// The needed blobs that the store lacks, in the order in which the images name them.
    private(set) var missing: [Descriptor] = []
    /// The manifests that an index lists, and that the store lacks on purpose.
    private(set) var leftOut: Set<Digest> = []
    private var names: [Digest: Set<String>] = [:]
    private let present: Set<Digest>

    /// The needs of `entries` in a store with the blobs `present`.
    init(_ entries: [LayoutEntry], present: Set<Digest>, in store: ImageStore) {
        self.present = present
        for entry in entries {
            let name = Self.name(of: entry)
            var open = [entry.descriptor]
            while let descriptor = open.popLast() {
                guard need(descriptor, for: name) else { continue }
                switch store.document(descriptor.digest) {
                case nil: break
                case .index(let index): open += children(of: index)
                case .manifest(let manifest):
                    for blob in [manifest.config] + manifest.layers { _ = need(blob, for: name) }
                }
            }
        }
        leftOut.subtract(missing.map(\.digest))
    }

    /// The name of an entry in the output.
    static func name(of entry: LayoutEntry) -> String {
        entry.name ?? entry.imageName ?? entry.descriptor.digest.description
    }

    /// The images that need the blob.
    func images(of digest: Digest) -> [String] { (names[digest] ?? []).sorted() }

    /// Notes that the image `name` needs a blob. Returns `false` if that is known, or the blob is not present.
    private mutating func need(_ blob: Descriptor, for name: String) -> Bool {
        let isFirst = names[blob.digest] == nil
        guard names[blob.digest, default: []].insert(name).inserted else { return false }
        guard !present.contains(blob.digest) else { return true }
        // A layer with URLs is fetched from there; an embedded one needs no file.
        if isFirst, blob.urls.isEmpty, blob.data == nil { missing.append(blob) }
        return false
    }

    /// The manifests of an index that its image needs: all of them if the index was made of just these, or if none is
    /// present; else those that are present, because an export for one platform keeps the whole index.
    private mutating func children(of index: ImageIndex) -> [Descriptor] {
        let held = index.manifests.filter { present.contains($0.digest) }
        if held.isEmpty || index.annotations[ImageIndex.filteredFromAnnotation] != nil { return index.manifests }
        leftOut.formUnion(index.manifests.map(\.digest).filter { !present.contains($0) })
        return held
    }
}
