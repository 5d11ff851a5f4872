import Foundation
import ImageStore
import LayerReading
import TestSupport
import Testing

/// Layers that are read from the file that a fetch is writing.
struct GrowingSourceTests {
    private let folder: TemporaryFolder
    private let tar: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        tar = SampleTar.member("f", content: [UInt8](repeating: 7, count: 300_000)) + SampleTar.end
    }

    /// Reads a growing blob on another thread.
    private func reading(_ blob: GrowingBlob) -> Task<ReadLayer, any Error> {
        let size = Int64(tar.count)
        return Task.detached { [folder] in
            _ = folder
            guard let source = try GrowingSource(blob, size: size) else { throw LayerError.interrupted(afterBytes: -1) }
            return try ReadLayer(source)
        }
    }

    @Test func `a layer is read to its end while its file grows`() async throws {
        let path = try folder.write("part", [])
        let file = try #require(FileHandle(forWritingAtPath: path))
        let blob = GrowingBlob()
        blob.begin(path, prefix: 0)
        let task = reading(blob)
        for start in stride(from: 0, to: tar.count, by: 10_000) {
            let piece = tar[start..<min(start + 10_000, tar.count)]
            try file.write(contentsOf: Data(piece))
            blob.grow(to: Int64(piece.endIndex))
            try await Task.sleep(for: .milliseconds(1))
        }
        blob.end()
        let read = try await task.value
        #expect(read == (try ReadLayer(tar)))
    }

    @Test func `a fetch that begins anew, or ends early, interrupts the reading`() async throws {
        for isReplaced in [true, false] {
            let path = try folder.write("part", tar)
            let blob = GrowingBlob()
            blob.begin(path, prefix: 100_000)
            let task = reading(blob)
            // Until the reader has begun, a new file is the one that it reads.
            try await Task.sleep(for: .milliseconds(200))
            if isReplaced { blob.begin(path, prefix: 0) } else { blob.end() }
            await #expect(throws: LayerError.interrupted(afterBytes: 100_000)) { _ = try await task.value }
        }
    }

    @Test func `a blob that no fetch writes is not read`() async throws {
        let blob = GrowingBlob()
        blob.end()
        #expect(await !blob.hasBegun())
        #expect(try GrowingSource(blob, size: 1) == nil)
    }
}
