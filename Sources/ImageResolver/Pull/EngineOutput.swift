import EngineClient
import ErrorMapping
import ImageArchive
import ImageModel
import ImageStore
import RegistryClient

/// The engine that a pull loads images into.
actor EngineOutput {
    /// Docker or podman.
    nonisolated let kind: EngineKind
    private let finder: EngineFinder
    private let events: @Sendable (ResolverEvent) -> Void
    private var connected: EngineImages?
    /// Limits how many archives the engine gets at once; the blobs of others are fetched meanwhile.
    private let loads = TransferSlots(count: 3)

    /// An engine that is asked when the first image is known.
    init(_ kind: EngineKind, _ finder: EngineFinder, events: @escaping @Sendable (ResolverEvent) -> Void) {
        self.kind = kind
        self.finder = finder
        self.events = events
    }

    /// Refuses an image that the engine cannot load.
    func check(_ image: ArchivedImage) async throws(ResolverError) {
        let engine = try await images().engine
        guard let layer = image.zstdLayers.first, let facts = engine.facts, !facts.loadsZstandard else { return }
        throw ResolverError(
            .malformed, "layer \(layer) is compressed with zstd, which Docker \(facts.version) cannot load",
            hint: "Docker loads it since version 23")
    }

    /// Whether the engine has the image under its name already, or under another one, and then also under this one.
    func has(_ image: ArchivedImage) async throws(ResolverError) -> Bool {
        let digests = [image.root.digest] + [image.manifest?.config.digest].compactMap(\.self)
        let images = try await images()
        return try await mapError(
            Self.mapped(images.engine.label), awaiting: try await images.has(digests, as: image.loadedName))
    }

    /// Sends the archive of `image`, which has `size` bytes and is written by `write`, and waits until the engine lists the
    /// image.
    func load(
        _ image: ArchivedImage, size: Int64,
        _ write: @escaping @Sendable (any ByteSink) async throws(ResolverError) -> Void
    ) async throws(ResolverError) {
        let images = try await images()
        _ = try await loads.each([image], cancelled: .interrupted) { image throws(ResolverError) in
            try await self.load(image, size: size, into: images, write)
        }
    }

    private nonisolated func load(
        _ image: ArchivedImage, size: Int64, into images: EngineImages,
        _ write: @escaping @Sendable (any ByteSink) async throws(ResolverError) -> Void
    ) async throws(ResolverError) {
        let pipe = UploadPipe()
        let (loaded, written) = await withTaskGroup(of: Result<Void, EngineFault>?.self) { group in
            group.addTask { await outcome { () async throws(EngineFault) in try await images.load(pipe, size: size) } }
            let written = await outcome { () async throws(ResolverError) in try await write(PipeSink(pipe)) }
            switch written {
            case .success:
                pipe.finish()
                group.addTask { await self.noteLongWait(for: images.engine.label, image) }
            case .failure:
                pipe.end()
                group.cancelAll()
            }
            var loaded: Result<Void, EngineFault> = .success(())
            for await case let result? in group {
                loaded = result
                group.cancelAll()
            }
            return (loaded, written)
        }
        guard !Task.isCancelled else { throw .interrupted }
        // A writer whose reader has gone is only interrupted.
        if case .failure(let error) = written, error.kind != .interrupted { throw error }
        let mapped = Self.mapped(images.engine.label)
        try mapError(mapped, try loaded.get())
        try written.get()
        let isListed = try await mapError(
            mapped, awaiting: try await images.lists(Array(image.documents.keys), as: image.loadedName))
        guard isListed else { throw mapped(.unlisted(image.loadedName ?? image.root.digest.description)) }
    }

    /// Says what takes so long, unless the engine has answered by then.
    private nonisolated func noteLongWait(for label: String, _ image: ArchivedImage) async -> Result<Void, EngineFault>?
    {
        guard (try? await Task.sleep(for: Self.patience)) != nil else { return nil }
        let name = image.fullName ?? "\(image.root.digest)"
        events(.note("\(name): \(label) has received the image, and is unpacking it"))
        return nil
    }

    private static let patience = Duration.seconds(3)

    private func images() async throws(ResolverError) -> EngineImages {
        if let connected { return connected }
        let endpoint = try mapError(Self.mapped(kind.rawValue), try finder.endpoint(of: kind))
        let images = try await mapError(
            Self.mapped(endpoint.label), awaiting: try await EngineImages(endpoint))
        connected = images
        return images
    }

    /// The error of the engine that sentences call `label`.
    private static func mapped(_ label: String) -> @Sendable (EngineFault) -> ResolverError {
        { fault in ResolverError(engine: fault, label) }
    }
}

/// The pipe to an engine as something that an archive is written to.
private struct PipeSink: ByteSink {
    private let pipe: UploadPipe

    init(_ pipe: UploadPipe) { self.pipe = pipe }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError) {
        guard pipe.write(bytes) else { throw .cancelled }
    }
}

extension ResolverError {
    /// An error of the engine that sentences call `label`.
    fileprivate init(engine fault: EngineFault, _ label: String) {
        let sentence = "\(label): \(fault.description)"
        let piped = "-o - writes the archive to stdout, for docker load or podman load"
        switch fault {
        case .noneFound(let kind):
            let variable = kind == .docker ? "DOCKER_HOST" : "CONTAINER_HOST"
            self.init(.network, sentence, hint: "start its service, or set \(variable); \(piped)")
        case .noSocket, .notASocket, .refused, .silent, .notAnEngine, .tooLong, .status, .call, .transport:
            self.init(.network, sentence, hint: "check that its service runs; \(piped)")
        case .noPermission(_, let group):
            let remedy = group.map { "become a member of the group \($0), or " } ?? ""
            self.init(.disk, sentence, hint: "\(remedy)run it as the user of the engine; \(piped)")
        case .notAsked, .malformedAddress: self.init(.malformed, sentence, hint: piped)
        case .noContext: self.init(.notFound, sentence, hint: "`docker context ls` lists the contexts")
        case .refusal(let words) where words.contains("no space left"):
            self.init(.disk, sentence, hint: "free some space on the disk of the engine")
        case .lost:
            self.init(.network, sentence, hint: "nothing was loaded; run it again to resume", retryable: true)
        case .refusal, .unconfirmed, .unlisted: self.init(.network, sentence)
        }
    }
}
