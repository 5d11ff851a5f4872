import ContainerdClient
import ErrorMapping
import ImageModel
import ImageStore
import LayerReading
import LayerUnpacking

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Unpacks layers into the snapshots of containerd.
///
/// All layers are unpacked at once, into directories of a snapshot that is made for this: so they are on the file system of the
/// snapshotter, and containerd removes them if this process is killed. In order, each is then moved into a snapshot above that
/// of the layer below, which is committed under its chain ID.
struct ContainerdSnapshots: Sendable {
    /// The name of the snapshotter.
    let snapshotter: String
    /// The layers whose snapshots exist, by number.
    let skipped: Set<Int>
    private let chain: [Digest]
    private let lease: String
    private let reader: LayerReader
    /// The directory in which the layers are unpacked; `nil` if there are none.
    private let folder: String?

    /// Prepares the unpacking of the layers with these chain IDs, in so far as their snapshots do not exist.
    init(
        _ chain: [Digest], _ snapshotter: String, lease: String, reader: LayerReader,
        _ connection: ContainerdConnection
    ) async throws {
        self.chain = chain
        self.snapshotter = snapshotter
        self.lease = lease
        self.reader = reader
        var count = chain.count
        while count > 0 {
            let name = chain[count - 1].description
            if try await connection.hasSnapshot(name, in: snapshotter) {
                try await connection.hold(.snapshot(name, in: snapshotter))
                // It may have been collected before the lease held it.
                if try await connection.hasSnapshot(name, in: snapshotter) { break }
            }
            count -= 1
        }
        skipped = Set(0..<count)
        guard count < chain.count else {
            folder = nil
            return
        }
        let mounts = try await connection.prepareSnapshot(Self.key(lease), above: nil, in: snapshotter)
        guard case .whole(let path)? = SnapshotDirectory(mounts) else { throw Self.unsupported(snapshotter) }
        guard access(path, W_OK) == 0 else {
            let error = StoreError.system(.opening, path: path, code: errno)
            throw ResolverError(
                .disk, error.description,
                hint:
                    "run it as root on the machine of containerd, or leave the unpacking to containerd with --no-unpack"
            )
        }
        folder = path
    }

    /// Unpacks the layers, each when it has arrived.
    func run(
        _ unpack: LayerUnpack, _ arrivals: BlobArrivals, over connection: ContainerdConnection
    ) async throws(ResolverError) {
        guard let folder else { return }
        var options = UnpackOptions()
        options.makesDevices = options.keepsOwners
        options.count = unpack.written
        try await unpack.run(arrivals) { [reader, options] number, source, digests throws(LayerError) in
            let path = Self.path(number, in: folder)
            // It exists if the layer was interrupted while it arrived.
            guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
                throw .store(.system(.makingFolder, path: path, code: errno))
            }
            let writer = try LayerWriter(into: path, options)
            let summary = try reader.unpack(source, hashing: digests, into: writer)
            return (try writer.finish(), summary)
        } lay: { number, layer throws(ResolverError) in
            try await commit(layer, number, of: unpack.layers[number].blob.digest, in: folder, over: connection)
        }
    }

    /// Removes the snapshot that the layers were unpacked in.
    func end(_ connection: ContainerdConnection) async throws {
        if folder != nil { try await Self.remove(lease, in: snapshotter, connection) }
    }

    /// Removes the snapshot in which a pull with this lease has unpacked layers.
    static func remove(
        _ lease: String, in snapshotter: String, _ connection: ContainerdConnection
    ) async throws(ContainerdError) {
        try await connection.removeSnapshot(key(lease), in: snapshotter)
    }

    /// Moves an unpacked layer into a snapshot, and commits it.
    private func commit(
        _ layer: UnpackedLayer, _ number: Int, of blob: Digest, in folder: String, over connection: ContainerdConnection
    ) async throws(ResolverError) {
        let name = chain[number].description
        let key = "extract-\(lease)-\(number) \(name)"
        let labels = [ContainerdPlan.snapshotReference: name]
        let parent = number > 0 ? chain[number - 1].description : nil
        let mounts: [SnapshotMount]
        do throws(ContainerdError) {
            mounts = try await connection.prepareSnapshot(key, above: parent, in: snapshotter, labels: labels)
        } catch .exists {
            // Another client has unpacked the same layer meanwhile.
            return
        } catch {
            throw ResolverError(containerd: error)
        }
        guard let directory = SnapshotDirectory(mounts) else { throw Self.unsupported(snapshotter) }
        let lowers = mounts.flatMap(\.lowerDirectories)
        let result = await DiskExecutor.run {
            await outcome { () async throws(LayerError) in
                try Self.move(layer, from: Self.path(number, in: folder), to: directory, over: lowers)
            }
        }
        try mapError({ ResolverError(layer: $0, blob) }, try result.get())
        do throws(ContainerdError) {
            try await connection.commitSnapshot(key, as: name, in: snapshotter, labels: labels)
        } catch .exists {
            try await mapError(
                ResolverError.init(containerd:), awaiting: try await connection.removeSnapshot(key, in: snapshotter))
        } catch {
            throw ResolverError(containerd: error)
        }
    }

    private static func move(
        _ layer: UnpackedLayer, from source: String, to directory: SnapshotDirectory, over lowers: [String]
    ) throws(LayerError) {
        switch directory {
        case .whole(let path): try TreeBuild.lay(layer, from: source, over: path)
        case .upper(let path):
            try OverlayLayer(layer, in: source, over: lowers).finish()
            try TreeBuild.move(from: source, to: path)
        }
    }

    private static func key(_ lease: String) -> String { "\(lease) layers" }

    private static func path(_ number: Int, in folder: String) -> String { "\(folder)/layer.\(number)" }

    private static func unsupported(_ snapshotter: String) -> ResolverError {
        ResolverError(
            .usage, "layers cannot be unpacked into the snapshotter '\(Printable.escaped(snapshotter))' from outside",
            hint: "overlayfs and native are supported; --no-unpack leaves the unpacking to containerd")
    }
}
