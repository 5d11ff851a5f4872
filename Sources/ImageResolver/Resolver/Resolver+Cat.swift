import BinaryModel
import ErrorMapping
import ImageModel
import ImageStore
import LayerModel
import LayerReading
import PlatformModel

extension Resolver {
    /// Writes the bytes of one file of an image to stdout.
    ///
    /// The image is the one of ``subject(of:_:)``. Links are followed inside of it. Nothing is written before the layer that
    /// has the file was read to its end and verified. A reader that ends early is no error.
    package func cat(_ path: String, of image: String) async throws(ResolverError) {
        try await bounded(image) { source throws(ResolverError) in
            let subject = try await subject(of: image, source)
            let isWindows = subject.platform.map { subject.rules.catalog.normalized($0).os == "windows" } ?? false
            let search = FileSearch(
                path: path, image: image, layers: subject.documents.manifest.layers, origin: subject.origin,
                naming: isWindows ? .windows : .posix,
                scan: LayerScan(
                    stores: [localStore].compactMap(\.self),
                    reader: LayerReader(names: BinaryNames(subject.rules.catalog)), events: events),
                folder: scratchFolder)
            let content = try await search.content()
            do throws(StoreError) {
                try await DiskExecutor.run { () async throws(StoreError) in
                    var position: Int64 = 0
                    try content.forEachBlock { (block) throws(StoreError) in
                        try OpenStream.standardOutput.write(block, at: position)
                        position += Int64(block.count)
                    }
                }
            } catch {
                guard !error.isBrokenPipe else { return }
                if case .cancelled = error { throw .interrupted }
                throw ResolverError(.disk, error.description)
            }
        }
    }
}
