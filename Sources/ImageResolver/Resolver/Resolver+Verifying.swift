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
    /// Whether it was repaired since.
    public internal(set) var isRepaired = false
}

/// The result of hashing every blob of a store.
public struct StoreVerification: Sendable {
    /// The folder of the store.
    public let store: String
    /// The number of blobs, with the missing ones.
    public internal(set) var blobs: Int
    /// The total size of the blobs' files in bytes.
    public let bytes: Int64
    /// The damaged and missing blobs, in the order of their digests.
    public internal(set) var damaged: [DamagedBlob]
    /// The number of manifests that an index lists and the store lacks, while it has others of that index. They are left
    /// out on purpose, as by an export for one platform.
    public internal(set) var leftOut: Int
    /// Whether a repair was tried.
    var isRepair = false
    /// The command that repairs the store.
    let repair: String
    /// The command that removes what no image needs.
    let prune: String

    /// The error if blobs are damaged or missing, and were not repaired; `nil` if none is.
    public var error: ResolverError? {
        let damaged = damaged.filter { !$0.isRepaired }
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
        let hint =
            damaged.allSatisfy(\.images.isEmpty)
            ? "no image needs \(damaged.count == 1 ? "it" : "them"); `\(prune)` removes such blobs"
            : isRepair ? nil : "`\(repair)` fetches such blobs again"
        return ResolverError(
            .integrity, "\(damaged.count) of \(blobs) blobs in '\(path)' \(verb) \(state)", hint: hint)
    }
}

extension Resolver {
    /// Hashes every blob of the layout in the folder `path`, or of the local store. Nothing is changed.
    public func verifyStore(_ path: String? = nil) async throws(ResolverError) -> StoreVerification {
        guard let store = try openStore(path) else {
            return StoreVerification(
                store: localStorePath, blobs: 0, bytes: 0, damaged: [], leftOut: 0, output: path)
        }
        return try await examine(store, path).verification
    }

    /// Does the same, and fetches damaged and missing blobs again, each by its digest.
    ///
    /// A blob of a layout is copied from the local store, if that has it. What cannot be repaired is a warning that says why.
    public func repairStore(_ path: String? = nil) async throws(ResolverError) -> StoreVerification {
        guard let store = try openStore(path) else { return try await verifyStore(path) }
        let hold = try await mapError(ResolverError.init(store:), awaiting: try await store.hold())
        defer { hold.end() }
        let repair = repair(of: store, isLocal: path == nil)
        var (verification, needed) = try await examine(store, path)
        var repaired: [DamagedBlob] = []
        var tried: Set<Digest> = []
        // A document that was repaired may name further blobs; an index, a manifest and its blobs are three rounds.
        for _ in 0...Limits.indexDepth + 2 {
            let open = verification.damaged.filter { needed.need(of: $0.digest) != nil && !tried.contains($0.digest) }
            tried.formUnion(open.map(\.digest))
            let digests = try await self.repaired(open, needed, by: repair)
            for var blob in open where digests.contains(blob.digest) {
                blob.isRepaired = true
                repaired.append(blob)
            }
            verification.damaged.removeAll { digests.contains($0.digest) }
            guard digests.contains(where: needed.isDocument) else { break }
            (verification, needed) = try await examine(store, path)
        }
        verification.damaged += repaired
        verification.isRepair = true
        try await mapError(ResolverError.init(store:), awaiting: try await finish(store))
        verification.damaged.sort { $0.digest.description < $1.digest.description }
        return verification
    }

    /// Makes what was repaired durable, and removes what a layout has only meanwhile.
    private func finish(_ store: ImageStore) async throws(StoreError) {
        try await store.finishBatch()
        if store.kind == .output { try await store.sweepLocks() }
    }

    private func repair(of store: ImageStore, isLocal: Bool) -> StoreRepair {
        let (network, path) = (network, store.root)
        let endpoints: @Sendable (Reference) async throws(ResolverError) -> EndpointSessions = {
            reference throws(ResolverError) in
            try await network.endpoints(of: reference, image: path)
        }
        return StoreRepair(
            store: store, localStore: isLocal ? nil : localStore, endpoints: options.offline ? nil : endpoints,
            locations: KnownLocations(storePath: localStorePath), budget: budget, events: events)
    }

    /// The digests of those of `damaged` that were repaired.
    private func repaired(
        _ damaged: [DamagedBlob], _ needed: NeededBlobs, by repair: StoreRepair
    ) async throws(ResolverError) -> Set<Digest> {
        let needs = damaged.compactMap { blob in needed.need(of: blob.digest).map { (blob: blob, need: $0) } }
        let bytes = needs.reduce(Int64(0)) { $0.addingClamped($1.need.descriptor.size) }
        if !needs.isEmpty, repair.endpoints != nil {
            events(.layersStarted(image: repair.store.root, blobs: needs.count, bytes: bytes))
        }
        let digests = try await slots.each(needs, cancelled: .interrupted) {
            (blob, need) throws(ResolverError) -> Digest? in
            do throws(ResolverError) {
                try await repair.repair(need, notFile: blob.fault == .notFile)
                return blob.digest
            } catch {
                // The other blobs may be repaired; a full disk or an interruption ends all.
                guard error.kind != .disk, error.kind != .interrupted else { throw error }
                let remedy = error.hint.map { "; \($0)" } ?? ""
                // Most errors begin with the blob.
                let name = error.message.contains("\(blob.digest)") ? "" : "blob \(blob.digest) is "
                events(.warning("\(name)not repaired: \(error)\(remedy)"))
                return nil
            }
        }
        return Set(digests.compactMap(\.self))
    }

    /// Hashes every blob, and lists what the images need.
    private func examine(
        _ store: ImageStore, _ path: String?
    ) async throws(ResolverError) -> (verification: StoreVerification, needed: NeededBlobs) {
        let entries = try mapError(ResolverError.init(target:), try store.entries())
        let blobs = try mapError(ResolverError.init(store:), try store.blobs())
        let checks = try await slots.each(blobs.map(\.digest), cancelled: .interrupted) {
            digest throws(ResolverError) in
            try await mapError(ResolverError.init(store:), awaiting: try await store.check(digest))
        }
        let needed = try mapError(
            ResolverError.init(store:), try NeededBlobs(entries, present: Set(blobs.map(\.digest)), in: store))
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
        let verification = StoreVerification(
            store: store.root, blobs: blobs.count + needed.missing.count,
            bytes: blobs.reduce(0) { $0.addingClamped($1.size) }, damaged: damaged, leftOut: needed.leftOut.count,
            output: path)
        return (verification, needed)
    }

    /// The layout in the folder `path`, or the local store; `nil` if the local store does not exist yet.
    func openStore(_ path: String?) throws(ResolverError) -> ImageStore? {
        let root = path ?? localStorePath
        let existing = try mapError(
            ResolverError.init(target:), try ImageStore.existing(at: root, as: path == nil ? .local : .output))
        if let existing {
            try mapError(ResolverError.init(target:), try existing.checkSupported())
            return existing
        }
        if let path {
            // The hints are about the names of images.
            var error = LayoutOrigin.missing(path, tag: nil)
            error.hint = path.hasPrefix("oci:") ? "write the path alone, without 'oci:'" : nil
            throw error
        }
        guard try mapError(ResolverError.init(store:), try ImageStore.lacksLayoutFile(at: root)) else { return nil }
        var error = LayoutOrigin.missing(root, tag: nil)
        error.hint = "`resolve pull IMAGE` writes the file again; the blobs stay"
        throw error
    }
}

extension StoreVerification {
    /// A result for the layout in the folder `output`, or for the local store.
    fileprivate init(
        store: String, blobs: Int, bytes: Int64, damaged: [DamagedBlob], leftOut: Int, output: String?
    ) {
        let folder = output.map { " " + Suggestion.shellWord($0) } ?? ""
        self.init(
            store: store, blobs: blobs, bytes: bytes, damaged: damaged, leftOut: leftOut,
            repair: "resolve cache verify --repair\(folder)", prune: "resolve cache prune\(folder)")
    }
}
