import BinaryModel
import ErrorMapping
import ImageModel
import ImageStore
import LayerReading
import LayerUnpacking
import PlatformModel

/// The files of an image in a directory, which appears when it is complete.
actor RootFileSystem: UnpackStep {
    /// The path, as the user wrote it.
    nonisolated let name: String
    private let location: TreeLocation
    private let options: UnpackOptions
    private let reader: LayerReader
    private let events: @Sendable (ResolverEvent) -> Void
    private var layout: ScratchLayout?
    private var build: TreeBuild?
    private var notes = UnpackNotes()

    /// The directory at a path; nothing is created yet.
    init(
        _ path: String, makesDevices: Bool, catalog: PlatformCatalog,
        events: @escaping @Sendable (ResolverEvent) -> Void
    ) {
        name = path
        location = TreeLocation(path)
        var options = UnpackOptions()
        options.makesDevices = makesDevices
        self.options = options
        reader = LayerReader(names: BinaryNames(catalog), limits: .unpacking)
        self.events = events
    }

    nonisolated var storePath: String { location.storePath }

    func check() throws(ResolverError) {
        switch try state() {
        case .finished: return
        case .free, .interrupted: try checkWorkPath()
        case .occupied(let file):
            throw ResolverError(
                .usage, "the directory \(quoted) is not empty: it contains '\(Printable.escaped(file))'",
                hint: "name a new or empty directory with -o rootfs:DIR")
        case .notDirectory:
            throw ResolverError(
                .usage, "\(quoted) is not a directory", hint: "name a new or empty directory with -o rootfs:DIR")
        }
    }

    func begin(_ image: UnpackedImage) async throws(ResolverError) -> Bool {
        guard try isNeeded(image) else { return false }
        let (events, path) = (events, location.workPath)
        let layout = try await mapError(
            ResolverError.init(store:),
            awaiting: try await ScratchLayout(path) {
                events(.note("waiting for another process, which is writing to '\(Printable.escaped(path))'"))
            })
        // The other process may have written the same image.
        guard try isNeeded(image) else {
            try mapError(ResolverError.init(store:), try layout.remove())
            return false
        }
        self.layout = layout
        if try state() == .interrupted { try onDisk { () throws(LayerError) in try location.clear() } }
        var options = options
        options.count = image.written
        build = try onDisk { () throws(LayerError) in try TreeBuild(in: path, reader: reader, options) }
        return true
    }

    func unpack(
        _ image: UnpackedImage, from store: ImageStore, _ arrivals: BlobArrivals
    ) async throws(ResolverError) {
        guard let build else { throw .interrupted }
        let unpack = LayerUnpack(image, store: store, events: events)
        try await unpack.run(arrivals) { number, source, digests throws(LayerError) in
            try build.unpack(source, number: number, hashing: digests)
        } lay: { number, layer throws(ResolverError) in
            await self.add(layer.notes)
            let result = await DiskExecutor.run {
                await outcome { () async throws(LayerError) in try build.lay(layer, number: number) }
            }
            try mapError({ ResolverError(layer: $0, image.layers[number].blob.digest) }, try result.get())
        }
    }

    func finish(_ image: UnpackedImage) async throws(ResolverError) {
        guard let build else { throw .interrupted }
        guard !Task.isCancelled else { throw .interrupted }
        let location = location
        let digest = image.chosen.document.digest.description
        let result = await DiskExecutor.run {
            await outcome { () async throws(LayerError) in
                try build.sync()
                try location.publish(build.path, image: digest)
            }
        }
        try mapError(mapped, try result.get())
        for sentence in notes.sentences { events(.warning("\(image.image): \(sentence)")) }
        try onDisk { () throws(LayerError) in try build.remove() }
        try mapError(ResolverError.init(store:), try layout?.remove())
        (self.build, layout) = (nil, nil)
    }

    func abandon(_ error: ResolverError) {
        // The error of the pull is the one to report.
        try? build?.remove()
        if [.network, .rateLimited, .credentials, .interrupted].contains(error.kind) {
            try? layout?.keep()
        } else {
            try? layout?.remove()
        }
        (build, layout) = (nil, nil)
    }

    private func add(_ other: UnpackNotes) { notes.add(other) }

    /// Whether the location does not have the image yet; an error if it has another.
    func isNeeded(_ image: UnpackedImage) throws(ResolverError) -> Bool {
        try check()
        guard case .finished(let present) = try state() else { return true }
        guard present != image.chosen.document.digest.description else { return false }
        throw ResolverError(
            .usage, "the directory \(quoted) has the files of another image, \(Printable.escaped(present))",
            hint: "name a new or empty directory with -o rootfs:DIR, or remove this one first")
    }

    private func state() throws(ResolverError) -> TreeLocation.State {
        try onDisk { () throws(LayerError) in try location.state() }
    }

    /// Refuses to build the tree where something else stands, which building it would remove.
    private func checkWorkPath() throws(ResolverError) {
        let problem: String
        switch try onDisk({ () throws(LayerError) in try location.obstacle() }) {
        case nil: return
        case .file(let name): problem = "contains '\(Printable.escaped(name))', which is not from an earlier pull"
        case .notDirectory: problem = "is not a directory"
        case .otherOwner: problem = "belongs to another user"
        }
        let path = Printable.escaped(location.workPath, limit: .max)
        throw ResolverError(
            .usage, "'\(path)', where the files are written first, \(problem)",
            hint: "move it away, or name another directory with -o rootfs:DIR")
    }

    private var quoted: String { "'\(Printable.escaped(name, limit: .max))'" }

    private func onDisk<Value>(_ work: () throws(LayerError) -> Value) throws(ResolverError) -> Value {
        try mapError(mapped, try work())
    }

    private func mapped(_ error: LayerError) -> ResolverError {
        if case .store(let error) = error { return ResolverError(store: error) }
        return ResolverError(.internal, "\(quoted): \(error)")
    }
}
