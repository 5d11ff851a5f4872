import ErrorMapping
import ImageModel
import ImageStore
import LayerModel
import LayerReading
import RegistryClient
import Synchronization

/// A layer that was read to its end.
struct ScannedLayer: Sendable {
    /// Its entries, up to the first that there was no room for.
    let listing: LayerListing
    /// How it is compressed, its digests and its sizes.
    let summary: LayerSummary
    /// Why there was no room for all entries.
    let overflow: FileTreeError?
    /// The file whose bytes were to be kept, if the layer has it.
    let content: KeptContent?
}

/// Reads layers from where they are, and stores none.
///
/// A layer comes from its descriptor, the layout or archive, a store on this machine, or a registry, in this order. The
/// digest of its bytes is checked on the way.
struct LayerScan: Sendable {
    /// The stores to look into before a request.
    let stores: [ImageStore]
    let reader: LayerReader
    let events: @Sendable (ResolverEvent) -> Void
    /// The file whose bytes are kept.
    var wanted: WantedContent?

    /// Whether a layer is requested from a registry.
    func isFetched(_ layer: Descriptor, from origin: any ImageOrigin) -> Bool {
        layer.data == nil && origin.local == nil && origin.endpoints != nil && !stores.contains { $0.contains(layer) }
    }

    /// Reads a layer; `algorithm` is that of the digest of the uncompressed bytes.
    func read(
        _ layer: Descriptor, from origin: any ImageOrigin, diffID algorithm: DigestAlgorithm?
    ) async throws(ResolverError) -> ScannedLayer {
        let digests = LayerDigests(diffID: algorithm, blob: layer.digest.algorithm)
        if let data = layer.data {
            return try checked(layer, await readHere(digests) { () throws(LayerError) in BytesSource(data) })
        }
        if let local = origin.local {
            guard let span = local.span(of: layer) else { throw local.lacking([layer]) }
            return try await read(layer, span, digests)
        }
        for store in stores where store.contains(layer) {
            do throws(ResolverError) {
                return try await read(layer, store.span(of: layer.digest, size: layer.size), digests)
            } catch {
                // A damaged copy is as good as none if the registry can be asked.
                guard error.kind == .integrity, origin.endpoints != nil else { throw error }
            }
        }
        guard let sessions = origin.endpoints?.digests else {
            throw ResolverError(
                .notFound, "the local store lacks layer \(layer.digest), and --offline allows no requests",
                hint: "pull it once to the local store, without --offline")
        }
        return try await read(layer, from: sessions[...], digests)
    }

    private func read(
        _ layer: Descriptor, _ span: FileSpan, _ digests: LayerDigests
    ) async throws(ResolverError) -> ScannedLayer {
        let scanned = try checked(
            layer, await readHere(digests) { () throws(LayerError) in try SpanSource(span) })
        events(.blobDone(digest: layer.digest, size: layer.size, cached: true))
        return scanned
    }

    private func readHere(
        _ digests: LayerDigests, _ source: @Sendable () throws(LayerError) -> any LayerSource
    ) async -> Result<ScannedLayer, LayerError> {
        await DiskExecutor.run { [reader, wanted] in
            await outcome { () async throws(LayerError) in
                try ScannedLayer(try source(), by: reader, digests, keeping: wanted)
            }
        }
    }

    /// What was read, if it is the layer of the descriptor; errors name it.
    private func checked(
        _ layer: Descriptor, _ read: Result<ScannedLayer, LayerError>
    ) throws(ResolverError) -> ScannedLayer {
        let scanned = try mapError({ ResolverError(layer: $0, layer.digest) }, try read.get())
        if let actual = scanned.summary.blobDigest, actual != layer.digest {
            throw ResolverError(
                .integrity, "layer \(layer.digest) is damaged: its bytes have the digest \(actual)")
        }
        if let overflow = scanned.overflow {
            throw ResolverError(.malformed, "layer \(layer.digest): \(overflow)")
        }
        return scanned
    }

    /// Reads a layer that a store has; the digest of the uncompressed bytes shows whether they are right.
    func read(
        _ layer: Descriptor, in store: ImageStore, diffID algorithm: DigestAlgorithm?
    ) async throws(ResolverError) -> ScannedLayer {
        let span = store.span(of: layer.digest, size: layer.size)
        return try checked(
            layer,
            await readHere(LayerDigests(diffID: algorithm)) { () throws(LayerError) in try SpanSource(span) })
    }

    // MARK: - At a registry

    /// Reads a layer while it arrives. If an endpoint sends other bytes, the next ones are asked.
    private func read(
        _ layer: Descriptor, from sessions: ArraySlice<RegistrySession>, _ digests: LayerDigests
    ) async throws(ResolverError) -> ScannedLayer {
        do throws(ResolverError) {
            return try await stream(layer, from: Array(sessions), digests)
        } catch {
            guard error.kind == .integrity, sessions.count > 1 else { throw error }
            return try await read(layer, from: sessions.dropFirst(), digests)
        }
    }

    /// The two ends of a pipe.
    private enum End: Sendable {
        case transfer(Result<Void, RegistryError>)
        case reading(Result<ScannedLayer, LayerError>)
    }

    private func stream(
        _ layer: Descriptor, from sessions: [RegistrySession], _ digests: LayerDigests
    ) async throws(ResolverError) -> ScannedLayer {
        events(.blobStarted(digest: layer.digest, size: layer.size, resumedBytes: 0))
        let pipe = LayerPipe()
        let receiver = ReportingPipe(pipe, of: layer, events)
        var transfer: Result<Void, RegistryError> = .success(())
        var reading: Result<ScannedLayer, LayerError> = .failure(.cancelled)
        await withTaskGroup(of: End.self) { group in
            group.addTask {
                let result = await outcome { () async throws(RegistryError) in
                    try await sessions.stream(layer, into: receiver)
                }
                if case .success = result { pipe.finish() } else { pipe.fail() }
                return .transfer(result)
            }
            group.addTask {
                let result = await readHere(digests) { () throws(LayerError) in LayerPipeSource(pipe) }
                return .reading(result)
            }
            for await end in group {
                switch end {
                case .transfer(let result): transfer = result
                case .reading(let result):
                    reading = result
                    if case .failure = result { group.cancelAll() }
                    pipe.abandon()
                }
            }
        }
        if case .failure(let error) = transfer, case .failure(.interrupted) = reading {
            throw ResolverError(registry: error)
        }
        let scanned = try checked(layer, reading)
        events(.blobDone(digest: layer.digest, size: layer.size, cached: false))
        return scanned
    }
}

extension ScannedLayer {
    /// Reads a layer on the current thread.
    fileprivate init(
        _ source: some LayerSource, by reader: LayerReader, _ digests: LayerDigests, keeping wanted: WantedContent?
    ) throws(LayerError) {
        var listing = LayerListing()
        var overflow: FileTreeError?
        let keeper = wanted.map(ContentKeeper.init)
        summary = try reader.read(source, hashing: digests, into: keeper) { entry in
            guard overflow == nil else { return }
            do throws(FileTreeError) { try listing.append(entry) } catch { overflow = error }
            keeper?.end(entryCount: listing.count)
        }
        content = keeper?.kept
        self.listing = listing
        self.overflow = overflow
    }
}

extension LayerPipe: BlobReceiver {}

/// A pipe that reports how much of a layer has arrived.
private final class ReportingPipe: BlobReceiver {
    /// The bytes between two reports.
    private static let reportedBytes: Int64 = 256 << 10

    private let pipe: LayerPipe
    private let layer: Descriptor
    private let events: @Sendable (ResolverEvent) -> Void
    private let reported = Atomic<Int64>(0)

    init(_ pipe: LayerPipe, of layer: Descriptor, _ events: @escaping @Sendable (ResolverEvent) -> Void) {
        self.pipe = pipe
        self.layer = layer
        self.events = events
    }

    var written: Int64 { pipe.written }

    func hasRoom(for count: Int, else resume: @escaping @Sendable () -> Void) -> Bool {
        pipe.hasRoom(for: count, else: resume)
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard pipe.write(bytes) else { return false }
        let written = pipe.written
        if written - reported.load(ordering: .relaxed) >= Self.reportedBytes || written == layer.size {
            reported.store(written, ordering: .relaxed)
            events(.blobProgressed(digest: layer.digest, received: written, size: layer.size))
        }
        return true
    }
}
