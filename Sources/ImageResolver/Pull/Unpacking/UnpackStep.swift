import ErrorMapping
import ImageModel
import ImageStore
import LayerReading
import LayerUnpacking
import RegistryClient
import Synchronization

/// What one pull does for an output that has the files of its image: a directory, or a snapshot of an engine.
protocol UnpackStep: Sendable {
    /// The folder of the store that has the blobs meanwhile.
    var storePath: String { get }
    /// The text by which results call the output.
    var name: String { get }
    /// Checks what can be checked before anything is requested.
    func check() async throws(ResolverError)
    /// Takes the image before its layers are fetched. Returns `false` if the output has it already.
    func begin(_ image: UnpackedImage) async throws(ResolverError) -> Bool
    /// The blobs that the output has, and that the store need not have; known when the image was taken.
    var present: Set<Digest> { get async }
    /// Unpacks the layers, each when it has arrived in `store`.
    func unpack(
        _ image: UnpackedImage, from store: ImageStore, _ arrivals: BlobArrivals
    ) async throws(ResolverError)
    /// Makes the unpacked image visible, and removes what is no longer needed.
    func finish(_ image: UnpackedImage) async throws(ResolverError)
    /// After a failure, leaves what the same pull resumes from if it is likely to succeed later.
    func abandon(_ error: ResolverError) async
}

extension UnpackStep {
    var present: Set<Digest> { get async { [] } }
}

/// The one image that an unpacking output gets, and the names that it has.
struct UnpackedImage: Sendable {
    /// The image, as the user wrote it.
    let image: String
    /// The manifest, its config and their platform.
    let chosen: PullContents.Image
    let documents: ImageDocuments
    /// The layers from the lowest up, and the digests of their uncompressed bytes.
    let layers: [(blob: Descriptor, diffID: Digest)]
    /// The index that the image was chosen from; `nil` for a manifest without one.
    let index: Document?
    /// The full name; `nil` for an image on this machine without one.
    let name: String?
    /// The repository that the blobs come from; `nil` for an image on this machine.
    let reference: Reference?
    /// What is unpacked.
    let tally = UnpackTally()
    /// What is written meanwhile, also of layers that are not complete.
    let written = WriteCount()

    /// The only image of `contents`.
    init(_ choice: PullChoice, _ contents: PullContents) throws(ResolverError) {
        guard contents.images.count == 1, let chosen = contents.images.first else {
            throw ResolverError(
                .usage, "\(contents.images.count) platforms are requested, but the output takes one",
                hint: "name one platform with --platform")
        }
        guard let documents = chosen.documents else {
            throw ResolverError(.usage, "an artifact has no files to unpack", hint: "pull it to a layout with -o DIR")
        }
        let (blobs, diffIDs) = (documents.manifest.layers, documents.config.diffIDs)
        guard blobs.count == diffIDs.count else {
            throw ResolverError(
                .malformed,
                "the manifest and the config differ in the number of layers: \(blobs.count) and \(diffIDs.count)")
        }
        image = choice.image
        self.chosen = chosen
        self.documents = documents
        index = contents.index == choice.root.digest ? choice.root : nil
        let names = ListedNames(chosen: nil, fullName: choice.origin.fullName, tag: choice.origin.tag, among: [])
        name = names.imageName
        reference = choice.origin.reference
        layers = zip(blobs, diffIDs).map { (blob: $0, diffID: $1) }
    }
}

/// The size of the layers of an image that were unpacked so far.
///
/// A lock guards it, because layers are unpacked on several threads.
final class UnpackTally: Sendable {
    private let state = Mutex<UnpackedSize?>(nil)

    /// What was unpacked; `nil` if no layer was.
    var size: UnpackedSize? { state.withLock { $0 } }

    /// Adds a layer.
    func add(_ layer: LayerSummary) {
        state.withLock { size in
            size = UnpackedSize(
                bytes: (size?.bytes ?? 0).addingClamped(layer.uncompressedBytes),
                entries: (size?.entries ?? 0).addingClamped(Int64(layer.entries)))
        }
    }
}

/// Unpacks the layers of an image, several at once, and hands them on in their order.
struct LayerUnpack: Sendable {
    private let image: UnpackedImage
    private let store: ImageStore
    private let events: @Sendable (ResolverEvent) -> Void
    /// The layers that are not needed, by number.
    private let skipped: Set<Int>

    /// Unpacks all layers of `image` from `store`, except for those with the numbers in `skipped`.
    init(
        _ image: UnpackedImage, store: ImageStore, events: @escaping @Sendable (ResolverEvent) -> Void,
        skipped: Set<Int> = []
    ) {
        self.image = image
        self.store = store
        self.events = events
        self.skipped = skipped
    }

    /// The layers from the lowest up.
    var layers: [(blob: Descriptor, diffID: Digest)] { image.layers }
    /// What counts the files that are written.
    var written: WriteCount { image.written }

    /// Unpacks the layer with a number.
    typealias Unpacking =
        @Sendable (Int, any LayerSource, LayerDigests) throws(LayerError) -> (
            layer: UnpackedLayer, summary: LayerSummary
        )

    /// A layer that was unpacked.
    private struct Unpacked: Sendable {
        let number: Int
        let layer: UnpackedLayer
    }

    /// Unpacks each layer with `unpack` while it arrives or once it has, and calls `lay` for each, from the lowest up.
    ///
    /// A layer that could not be unpacked while it arrived, as its transfer began anew, is unpacked again when it is complete.
    /// The digest of the uncompressed bytes is checked before a layer is handed on. Both closures run on a thread that may wait
    /// for the disk.
    func run(
        _ arrivals: BlobArrivals, unpack: @escaping Unpacking,
        lay: @escaping @Sendable (Int, UnpackedLayer) async throws(ResolverError) -> Void
    ) async throws(ResolverError) {
        let slots = TransferSlots(count: max(2, ProcessFacts.processors))
        // Those that arrive wait for the network most of the time.
        let waiting = TransferSlots(count: 2 * max(2, ProcessFacts.processors))
        // The largest take longest; of those that are there, they come first.
        let numbers = layers.indices.filter { !skipped.contains($0) }
            .sorted { (layers[$1].blob.size, $0) < (layers[$0].blob.size, $1) }
        let bytes = numbers.reduce(Int64(0)) { $0.addingClamped(layers[$1].blob.size) }
        events(.unpackingStarted(image: image.image, layers: numbers.count, bytes: bytes))
        let failure = await withTaskGroup(of: Result<Unpacked, ResolverError>?.self) { group in
            for number in numbers {
                group.addTask {
                    let (blob, _) = layers[number]
                    if let unpacked = await arriving(number, arrivals, waiting, unpack) { return .success(unpacked) }
                    guard await arrivals.has(blob.digest) else { return nil }
                    let span = store.span(of: blob.digest, size: blob.size)
                    return await slots.run {
                        await outcome { () async throws(ResolverError) in
                            try await unpacked(number, unpack) { () throws(LayerError) in try SpanSource(span) }
                        }
                    }
                }
            }
            var done: [Int: UnpackedLayer] = [:]
            var next = numbers.sorted()[...]
            var failure: ResolverError?
            for await result in group where failure == nil {
                do throws(ResolverError) {
                    guard let unpacked = try result?.get() else { throw .interrupted }
                    done[unpacked.number] = unpacked.layer
                    while let number = next.first, let layer = done.removeValue(forKey: number) {
                        next.removeFirst()
                        try await lay(number, layer)
                    }
                } catch {
                    failure = error
                    group.cancelAll()
                }
            }
            return failure
        }
        if let failure { throw failure }
    }

    /// The layer, if it could be unpacked while it arrived.
    private func arriving(
        _ number: Int, _ arrivals: BlobArrivals, _ slots: TransferSlots, _ unpack: @escaping Unpacking
    ) async -> Unpacked? {
        let (blob, _) = layers[number]
        guard let growing = arrivals.growing[blob.digest], await growing.hasBegun() else { return nil }
        let result = await slots.run {
            await outcome { () async throws(ResolverError) in
                try await unpacked(number, unpack) { () throws(LayerError) in
                    try GrowingSource(growing, size: blob.size)
                }
            }
        }
        // What is wrong shows again when the layer is complete.
        return try? result?.get()
    }

    private func unpacked(
        _ number: Int, _ unpack: @escaping Unpacking,
        _ source: @escaping @Sendable () throws(LayerError) -> (any LayerSource)?
    ) async throws(ResolverError) -> Unpacked {
        let (blob, diffID) = layers[number]
        let result = await DiskExecutor.run { [events] in
            await outcome { () async throws(LayerError) in
                guard let source = try source() else { throw .interrupted(afterBytes: 0) }
                let reporting = ReportingSource(source) { read in
                    events(.layerUnpacking(digest: blob.digest, read: read, size: blob.size))
                    reportWritten()
                }
                return try unpack(number, reporting, LayerDigests(diffID: diffID.algorithm))
            }
        }
        let (layer, summary) = try mapError({ ResolverError(layer: $0, blob.digest) }, try result.get())
        guard summary.diffID == diffID else {
            throw ResolverError(
                .integrity,
                "layer \(blob.digest): its uncompressed bytes have the digest \(summary.diffID.map { "\($0)" } ?? "none"), "
                    + "but the config has \(diffID)")
        }
        image.tally.add(summary)
        reportWritten()
        events(
            .layerUnpacked(
                digest: blob.digest, size: blob.size, bytes: summary.uncompressedBytes, entries: summary.entries))
        return Unpacked(number: number, layer: layer)
    }

    private func reportWritten() {
        let (bytes, entries) = image.written.written
        events(.filesWritten(image: image.image, bytes: bytes, entries: entries))
    }
}

/// A source that reports how much of a layer was unpacked.
private final class ReportingSource: LayerSource {
    /// The bytes between two reports.
    private static let reportedBytes: Int64 = 1 << 20

    private let source: any LayerSource
    private let report: @Sendable (_ read: Int64) -> Void
    private var (read, reported): (Int64, Int64) = (0, 0)

    init(_ source: any LayerSource, report: @escaping @Sendable (_ read: Int64) -> Void) {
        self.source = source
        self.report = report
    }

    func next() throws(LayerError) -> UnsafeRawBufferPointer {
        let bytes = try source.next()
        read += Int64(bytes.count)
        if read - reported >= Self.reportedBytes {
            reported = read
            report(read)
        }
        return bytes
    }
}
