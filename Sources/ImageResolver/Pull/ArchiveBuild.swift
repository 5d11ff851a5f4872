import EngineClient
import ErrorMapping
import ImageArchive
import ImageModel
import ImageStore

/// Where a pull writes archives, and the blobs of its images meanwhile.
struct ArchiveTarget: Sendable {
    /// Where archives go.
    enum Place: Hashable, Sendable {
        /// One archive of all images, in this file, or in parts of it.
        case file(String, partSize: Int64?)
        /// One archive of all images, to stdout.
        case standardOutput
        /// An archive of each image, in this folder; `onlyChanged` leaves archives that have the same content.
        case folder(String, onlyChanged: Bool)
        /// An archive of each image, which this engine loads.
        case engine(EngineKind)
    }

    /// Where archives go.
    let place: Place
    /// The folder of the scratch layout, which is on the disk of the archive.
    let scratchPath: String

    /// The target of `output`; `nil` if that is no archive. What is sent to stdout or an engine is first collected in
    /// `scratchFolder`: for an engine, in a folder where the same pull of `images` finds it again.
    init?(_ output: PullOutput, of images: [String], scratchFolder: String) {
        switch output {
        case .localStore, .layout, .rootFileSystem, .containerd: return nil
        case .archive(let path, _, let partSize):
            place = .file(path, partSize: partSize)
            scratchPath = path + Self.ending
        case .standardOutput:
            place = .standardOutput
            scratchPath = "\(scratchFolder)/\(Self.streamPrefix)\(ScratchLayout.uniqueName())"
        case .archives(let folder, let onlyChanged):
            place = .folder(folder, onlyChanged: onlyChanged)
            // Without an ending that k3s or RKE2 would import.
            scratchPath = "\(folder)/.resolve\(Self.ending)"
        case .docker, .podman:
            let kind: EngineKind = output == .docker ? .docker : .podman
            place = .engine(kind)
            let key = (try? Digest.of(Array(images.joined(separator: "\n").utf8)))?.hex.prefix(16)
            scratchPath = "\(scratchFolder)/\(Self.enginePrefix)\(kind.rawValue).\(key ?? "images")"
        }
    }

    /// Checks what can be checked before anything is fetched.
    func check() throws(ResolverError) {
        switch place {
        case .file(let path, let partSize):
            try NewFile.checkReplacing(path)
            if partSize != nil { try NewFile.checkReplacing(SplitFile.part(1, of: path)) }
        case .folder(let path, _):
            try mapError(ResolverError.init(store:), try ImageStore.checkPath(path))
        case .standardOutput, .engine: break
        }
    }

    /// Whether an engine loads the archives.
    var isEngine: Bool {
        if case .engine = place { true } else { false }
    }

    /// Whether what has been sent cannot be taken back.
    var isStream: Bool {
        switch place {
        case .standardOutput, .engine: true
        case .file, .folder: false
        }
    }

    /// The text by which results call the archive of `image`.
    func name(of image: ArchivedImage) -> String {
        switch place {
        case .file(let path, partSize: nil): path
        case .file(let path, _): SplitFile.part(1, of: path)
        case .standardOutput: "-"
        case .folder(let folder, _): "\(folder)/\(image.fileName)"
        case .engine(let kind): kind.rawValue
        }
    }

    /// Removes what killed processes have left of archives for stdout and engines.
    func removeForgotten(now: Int64) {
        guard isStream, let end = scratchPath.utf8.lastIndex(of: UInt8(ascii: "/")) else { return }
        let prefix = place == .standardOutput ? Self.streamPrefix : Self.enginePrefix
        ScratchLayout.removeForgotten(
            prefix, in: String(scratchPath[..<end]), since: now - ImageStore.partLifetimeSeconds)
    }

    private static let ending = ".part"
    private static let streamPrefix = "stdout."
    private static let enginePrefix = "engine."
}

extension NewFile {
    /// Refuses a path at which an archive would replace something else than a file.
    static func checkReplacing(_ path: String) throws(ResolverError) {
        guard !canReplace(path) else { return }
        let file = Printable.escaped(path, limit: .max)
        throw ResolverError(
            .usage, "'\(file)' is not a regular file, and an archive would replace it",
            hint: "name a file with -o, or - for stdout")
    }
}

extension ArchivedImage {
    /// The name of the image's own archive in a folder: `docker.io+library+app=v1.tar`.
    ///
    /// A reference has neither `+` nor `=`, so no two images share a name.
    var fileName: String {
        let name = fullName ?? tag ?? root.digest.description
        return name.replacing("/", with: "+").replacing(":", with: "=") + ".tar"
    }
}

extension ArchivePlan {
    /// Refuses parts of `size` bytes if there would be too many.
    fileprivate func checkParts(of size: Int64) throws(ResolverError) {
        let count = archiveSize / size + (archiveSize % size > 0 ? 1 : 0)
        guard count > SplitFile.mostParts else { return }
        let least = archiveSize / Int64(SplitFile.mostParts) / 1024 + 1
        throw ResolverError(
            .usage,
            "an archive of \(archiveSize) bytes would have \(count) parts of \(size) bytes, more than "
                + "\(SplitFile.mostParts)", hint: "use --split-size \(least)K or more")
    }
}

/// The archives of one output in the making: the images that they will contain, and the lock of the scratch layout.
actor ArchiveBuild {
    /// Where the archives go.
    nonisolated let target: ArchiveTarget
    /// The engine that loads them, if they are for one.
    private let engine: EngineOutput?
    private let events: @Sendable (ResolverEvent) -> Void
    private var layout: ScratchLayout?
    private var images: [ArchivedImage] = []

    /// Begins archives that have no image yet.
    init(
        _ target: ArchiveTarget, engine: EngineOutput? = nil, events: @escaping @Sendable (ResolverEvent) -> Void
    ) {
        self.target = target
        self.engine = engine
        self.events = events
    }

    /// Takes one more image, before its layers are fetched. Returns `false` if its archive, or the image itself in an engine,
    /// exists already and may stay.
    func begin(_ image: ArchivedImage, mayStay: Bool) async throws(ResolverError) -> Bool {
        switch target.place {
        case .folder(_, let onlyChanged):
            guard mayStay, onlyChanged else { break }
            let plan = try plan([image])
            if await plan.isWritten(to: target.name(of: image)) { return false }
        case .file, .standardOutput:
            let plan = try plan(images + [image])
            if case .file(_, let partSize?) = target.place { try plan.checkParts(of: partSize) }
            images.append(image)
        case .engine:
            try await engine?.check(image)
            if mayStay, try await engine?.has(image) == true { return false }
        }
        if engine == nil, !image.zstdLayers.isEmpty {
            let name = image.fullName ?? image.tag ?? "\(image.root.digest)"
            events(.note("\(name): it has layers in zstd, which Docker before version 23 cannot load"))
        }
        guard layout == nil else { return true }
        let (events, path) = (events, target.scratchPath)
        layout = try await mapError(
            ResolverError.init(store:),
            awaiting: try await ScratchLayout(path) {
                events(.note("waiting for another process, which is writing to '\(Printable.escaped(path))'"))
            })
        return true
    }

    /// Writes the archive of `image` alone or, without one, of all images. The blobs come from `store`.
    ///
    /// `arrived` are the digests of blobs as they arrive in the store. The archive is complete only when they have ended.
    func write(
        _ image: ArchivedImage?, from store: ImageStore, arrived: AsyncStream<Digest>? = nil
    ) async throws(ResolverError) {
        let images = image.map { [$0] } ?? images
        guard let first = images.first else { return }
        let plan = try plan(images)
        switch target.place {
        case .standardOutput: try await write(plan, to: OpenStream.standardOutput, from: store, arrived)
        case .engine:
            try await engine?.load(first, size: plan.archiveSize) { sink throws(ResolverError) in
                try await self.write(plan, to: sink, from: store, arrived)
            }
        case .file(let path, let partSize?):
            let sink = NewParts(in: store.root, partSize: partSize)
            try await write(plan, to: sink, from: store, arrived)
            let count = try await commit { () throws(StoreError) in try sink.commit(as: path) }
            let (first, last) = (SplitFile.part(1, of: path), SplitFile.part(count, of: path))
            let names = [first, last].prefix(count).map { "'\(Printable.escaped($0, limit: .max))'" }
            let parts = count == 1 ? "1 part: " : "\(count) parts: "
            events(.note("the archive has \(parts)\(names.joined(separator: " to "))"))
        case .file, .folder:
            let path = target.name(of: first)
            let file = try mapError(ResolverError.init(store:), try NewFile(in: store.root))
            try await write(plan, to: file, from: store, arrived)
            try await commit { () throws(StoreError) in try file.commit(as: path) }
        }
        self.images = []
    }

    /// Gives files their names, unless the pull was cancelled.
    private func commit<Value: Sendable>(
        _ work: @escaping @Sendable () throws(StoreError) -> Value
    ) async throws(ResolverError) -> Value {
        guard !Task.isCancelled else { throw .interrupted }
        return try await mapError(
            ResolverError.init(store:),
            awaiting: try await DiskExecutor.run { () async throws(StoreError) in try work() })
    }

    /// Writes the archive that has not been written yet, if there is one, and removes the scratch layout.
    func finish() async throws(ResolverError) {
        if let layout, !images.isEmpty {
            let store = try mapError(ResolverError.init(store:), try ImageStore.open(at: layout.path, as: .output))
            try await write(nil, from: store)
        }
        try mapError(ResolverError.init(store:), try layout?.remove())
        layout = nil
    }

    /// After a failure, leaves what the same pull resumes from if it is likely to succeed later.
    func abandon(_ error: ResolverError) {
        images = []
        // The error of the pull is the one to report.
        if target.place != .standardOutput, Self.passing.contains(error.kind) {
            try? layout?.keep()
        } else {
            try? layout?.remove()
        }
        layout = nil
    }

    /// The kinds of errors that do not lie in the image or the disk.
    private static let passing: Set<ResolverError.Kind> = [.network, .rateLimited, .credentials, .interrupted]

    private func plan(_ images: [ArchivedImage]) throws(ResolverError) -> ArchivePlan {
        try mapError(mapped, try ArchivePlan(images))
    }

    private func write(
        _ plan: ArchivePlan, to sink: some ByteSink, from store: ImageStore, _ arrived: AsyncStream<Digest>?
    ) async throws(ResolverError) {
        var present: Set<Digest> = []
        var arrivals = arrived?.makeAsyncIterator()
        try await mapError(
            mapped,
            awaiting: try await ArchiveWriter.write(plan, to: sink) { (blob) async throws(ArchiveError) in
                while arrivals != nil, !present.contains(blob.digest) {
                    guard let next = await arrivals?.next() else {
                        // All have arrived, or else the pull has failed and tells why.
                        guard store.contains(blob) else { throw .store(.cancelled) }
                        break
                    }
                    present.insert(next)
                }
                return store.span(of: blob.digest, size: blob.size)
            })
        while await arrivals?.next(isolation: self) != nil {}
    }

    private nonisolated func mapped(_ error: ArchiveError) -> ResolverError {
        if case .store(let error) = error, error.isBrokenPipe {
            return ResolverError(.disk, "the reader of stdout ended before the archive did")
        }
        let path: String
        switch target.place {
        case .file(let file, _): path = file
        case .standardOutput: path = "-"
        case .folder(let folder, _): path = folder
        case .engine(let kind): path = kind.rawValue
        }
        return ResolverError(archive: error, path: path)
    }
}

/// The archives that pulls of one resolver are building.
actor ArchiveBuilds {
    private var builds: [PullOutput: ArchiveBuild] = [:]

    /// The archives of `output`, which `make` begins if this is the first pull into it; `nil` if that is no archive.
    func build(_ output: PullOutput, _ make: () -> ArchiveBuild?) -> ArchiveBuild? {
        if let build = builds[output] { return build }
        let build = make()
        builds[output] = build
        return build
    }

    /// Takes out the archives of `output`, if a pull has begun them.
    func end(_ output: PullOutput) -> ArchiveBuild? { builds.removeValue(forKey: output) }
}
