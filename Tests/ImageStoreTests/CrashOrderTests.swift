import ImageModel
import TestSupport
import Testing

@testable import ImageStore

/// Replays system calls, and discards changes that were not synced.
struct CrashOrderTests {
    /// The guarantees about the disk after a crash at any time.
    private struct Promises {
        let root: String
        /// The correct bytes of every blob of the run.
        let contents: [Digest: [UInt8]]
        /// Disks known to keep every guarantee; many crashes leave the same ones.
        var good: Set<DiskModel.Files> = []

        /// The first guarantee that `files` violates.
        func broken(by files: DiskModel.Files) -> String? {
            for (digest, bytes) in contents {
                let paths = StorePaths(root: root)
                if let found = files[paths.blob(digest)], found != bytes { return "a wrong blob is visible: \(digest)" }
                let ingest = paths.ingestFiles(digest)
                guard let state = ingest.state.flatMap({ files[$0] }).flatMap({ IngestState(parsing: $0) }) else {
                    continue
                }
                // A state may outlive its part, but not the part's bytes.
                guard let part = files[ingest.part] else { continue }
                for range in state.durable.ranges {
                    let range = Int(range.lowerBound)..<Int(range.upperBound)
                    guard range.upperBound <= part.count, part[range] == bytes[range] else {
                        return "a state lists bytes that are not there: \(range) of \(digest)"
                    }
                }
            }
            guard let index = files["\(root)/index.json"] else { return nil }
            guard let list = try? LayoutIndex(parsing: index, path: root) else { return "index.json is torn" }
            for entry in list.entries where files[StorePaths(root: root).blob(entry.descriptor.digest)] == nil {
                return "index.json lists a blob that is not there: \(entry.descriptor.digest)"
            }
            return nil
        }

        /// The first guarantee violated on any possible disk after any prefix of `trace` of at least `shortest` calls.
        mutating func broken(by trace: [SystemCallRecord], from shortest: Int = 0) -> String? {
            for count in shortest...trace.count {
                for files in DiskModel(after: trace.prefix(count)).outcomes() where good.insert(files).inserted {
                    guard let promise = broken(by: files) else { continue }
                    good.remove(files)
                    return "after \(count) of \(trace.count) calls, \(promise)"
                }
            }
            return nil
        }
    }

    /// A pull with every possible event: documents, a blob in ranges, an interruption, a resumption, two tags.
    private func pull() async throws -> (trace: [SystemCallRecord], promises: Promises) {
        let recorder = RecordingFileSystem()
        let bench = try StoreBench(.local, through: recorder)
        let (layer, manifest) = (noise(300, seed: 2), noise(20, seed: 3))
        let (layerDigest, manifestDigest) = (try Digest.of(layer), try Digest.of(manifest))

        try await bench.store.write(manifest, as: manifestDigest)
        let first = try await bench.begin(layerDigest, size: layer.count)
        try recorder.write(first.file, Array(layer[0..<100]), at: 0)
        try await first.noteDurable(RangeSet(0..<100))
        try recorder.write(first.file, Array(layer[200..<250]), at: 200)
        try await first.keepForResume(RangeSet(200..<250))

        let second = try await bench.begin(layerDigest, size: layer.count)
        #expect(second.resumed == RangeSet([0..<100, 200..<250]))
        for gap in second.resumed.gaps(of: second.size) {
            try recorder.write(second.file, Array(layer[Int(gap.lowerBound)..<Int(gap.upperBound)]), at: gap.lowerBound)
        }
        try await bench.complete(second)
        try await bench.store.finishBatch()
        let descriptor = Descriptor(
            mediaType: MediaType.ociManifest, digest: manifestDigest, size: Int64(manifest.count))
        try await bench.store.addEntries([LayoutEntry(descriptor, name: "a")])
        try await bench.store.addEntries([LayoutEntry(descriptor, name: "b")])
        let promises = Promises(
            root: bench.store.root, contents: [layerDigest: layer, manifestDigest: manifest])
        return (recorder.trace, promises)
    }

    @Test func `no crash leaves a wrong blob, a state that claims too much, or an index ahead of its blobs`()
        async throws
    {
        var run = try await pull()
        #expect(run.promises.broken(by: run.trace) == nil)
    }

    @Test func `without the syncs of a blob or the index some crash would violate a guarantee`() async throws {
        let (trace, promisesOfAll) = try await pull()
        var promises = promisesOfAll
        let paths = StorePaths(root: promises.root)
        var opened: [Int32: String] = [:]
        var guarded: Set<String> = []
        for (index, call) in trace.enumerated() {
            if case .open(let path, _, let number) = call { opened[number] = path }
            guard case .syncData(let number) = call, let path = opened[number] else { continue }
            var mutilated = trace
            mutilated.remove(at: index)
            if promises.broken(by: mutilated, from: index) != nil { guarded.insert(path) }
        }
        // A torn state, or a torn version file of the store, violates none of these guarantees.
        let parts = promises.contents.keys.map { paths.ingestFiles($0).part }
        #expect(guarded == Set(parts + [paths.indexFiles.part]))

        var late = trace
        late.removeAll { $0 == .syncFolder(paths.blobFolder(.sha256)) }
        #expect(promises.broken(by: late)?.contains("not there") == true)
    }

    @Test func `a commit closes the writer, protects, syncs and renames, and the end of the batch syncs the folder`()
        async throws
    {
        let recorder = RecordingFileSystem()
        let bench = try StoreBench(.local, through: recorder)
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        let ingest = try await bench.begin(digest, size: bytes.count)
        try recorder.write(ingest.file, bytes, at: 0)
        try await ingest.noteDurable(RangeSet(0..<1000))
        let hasher = try ingest.makeHasher()
        guard case .matches(let verified) = try await hasher.finish() else { throw Unexpected("differs") }
        let before = recorder.trace.count
        try await ingest.commit(verified)
        let paths = StorePaths(root: bench.store.root)
        let files = paths.ingestFiles(digest)
        let commit = recorder.trace[before...].map { call in
            switch call {
            case .close(ingest.writer): "close writer"
            case .protect: "protect"
            case .syncData: "sync"
            case .rename(files.part, paths.blob(digest)): "rename"
            case .close: "close"
            default: "\(call)"
            }
        }
        #expect(commit == ["close writer", "protect", "sync", "rename", "close", "close"])

        let beforeBatch = recorder.trace.count
        try await bench.store.finishBatch()
        let batch = recorder.trace[beforeBatch...].filter {
            switch $0 {
            case .syncFolder, .remove: true
            default: false
            }
        }
        #expect(batch == [.syncFolder(paths.blobFolder(.sha256)), .remove(try #require(files.state))])
    }
}
