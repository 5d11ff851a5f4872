import BinaryModel
import ErrorMapping
import ImageModel
import ImageStore
import LayerModel
import LayerReading
import PlatformModel
import Synchronization

/// Where an exported archive goes.
public enum ExportOutput: Hashable, Sendable {
    /// Stdout.
    case standardOutput
    /// A new file, or a regular file that the new one replaces.
    case file(String)
}

extension Resolver {
    /// Writes the merged files of an image, or those at some paths and below them, as a tar archive.
    ///
    /// The image is the one of ``subject(of:_:)``. Nothing is written before all layers that decide were read to their ends
    /// and verified. A file gets its name when it is complete; a reader of stdout that ends early is no error.
    public func export(
        _ paths: [String] = [], of image: String, to output: ExportOutput
    ) async throws(ResolverError) {
        try await bounded(image) { source throws(ResolverError) in
            if case .file(let path) = output { try NewFile.checkReplacing(path) }
            let subject = try await subject(of: image, source)
            let isWindows = subject.platform.map { subject.rules.catalog.normalized($0).os == "windows" } ?? false
            let (origin, manifest) = (subject.origin, subject.documents.manifest)
            let local = LocalLayers(
                manifest, origin: origin, store: localStore,
                scratchFolder: scratchFolder
            ) { store in
                LayerFetch(
                    image: image, store: store, sessions: origin.endpoints?.digests, local: origin.local, slots: slots,
                    budget: budget, claims: claims, events: events)
            }
            let export = ImageExport(
                paths: paths, image: image, layers: manifest.layers, diffIDs: subject.documents.config.diffIDs,
                local: local, naming: isWindows ? .windows : .posix,
                reader: LayerReader(names: BinaryNames(subject.rules.catalog)), events: events)
            do throws(ResolverError) {
                try await export.write(try await export.plan(), to: output)
            } catch {
                await local.remove()
                var error = error
                // Nothing is left to resume from.
                if error.kind == .interrupted { error.hint = nil }
                throw error
            }
            await local.remove()
        }
    }
}

extension ImageExport {
    fileprivate func write(_ plan: ExportPlan, to output: ExportOutput) async throws(ResolverError) {
        switch output {
        case .standardOutput:
            let stream = EndingStream()
            do throws(ResolverError) {
                try await write(plan, to: stream)
            } catch {
                guard stream.hasEnded else { throw error }
            }
        case .file(let path):
            let file = try mapError(ResolverError.init(store:), try NewFile(beside: path))
            try await write(plan, to: file)
            guard !Task.isCancelled else { throw .interrupted }
            try await mapError(
                ResolverError.init(store:),
                awaiting: try await DiskExecutor.run { () async throws(StoreError) in try file.commit(as: path) })
        }
    }
}

/// Stdout, which remembers whether its reader has ended.
private final class EndingStream: ByteSink {
    private let isBroken = Atomic(false)

    /// Whether the reader ended before everything was written.
    var hasEnded: Bool { isBroken.load(ordering: .relaxed) }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError) {
        do throws(StoreError) {
            try OpenStream.standardOutput.write(bytes, at: offset)
        } catch {
            if error.isBrokenPipe { isBroken.store(true, ordering: .relaxed) }
            throw error
        }
    }
}
