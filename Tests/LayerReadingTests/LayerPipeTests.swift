import ImageStore
import LayerModel
import LayerReading
import Synchronization
import TestSupport
import Testing

/// A layer that is read while it arrives.
struct LayerPipeTests {
    @Test(arguments: [1, 1000, 16384, 200_000])
    func `what is written is read, piece by piece`(pieceSize: Int) async throws {
        let tar = Tar.archive((0..<20).map { .random("file\($0)", size: 300_000, seed: UInt64($0)) })
        let bytes = pieceSize == 1 ? Array(tar.prefix(100_000)) + SampleTar.end : tar
        let blob = try Compressed.gzip(pieceSize == 1 ? SampleTar.member("a") + SampleTar.end : bytes)
        let expected = try ReadLayer(blob)
        let pipe = LayerPipe()
        let writer = Task { await Self.write(blob, pieceSize: pieceSize, to: pipe) }
        let layer = try await Self.read(pipe)
        pipe.abandon()
        #expect(await writer.value)
        #expect(layer == expected)
        #expect(pipe.written == Int64(blob.count))
    }

    @Test func `a transfer that fails ends the reading`() async throws {
        let blob = try Compressed.gzip(CompressionTests.tar)
        let pipe = LayerPipe()
        #expect(blob.prefix(1000).withUnsafeBytes { pipe.write($0) })
        pipe.fail()
        pipe.finish()
        await #expect(throws: LayerError.interrupted(afterBytes: 1000)) {
            _ = try await Self.read(pipe)
        }
    }

    @Test func `a reader that is cancelled stops waiting for the transfer`() async throws {
        let pipe = LayerPipe()
        let task = Task { try await Self.read(pipe) }
        task.cancel()
        await #expect(throws: LayerError.cancelled) { _ = try await task.value }
    }

    @Test func `a writer is resumed when there is room, and when the reader is gone`() async throws {
        let pipe = LayerPipe()
        let piece = [UInt8](repeating: 7, count: LayerPipe.capacity)
        #expect(pipe.hasRoom(for: piece.count) {})
        #expect(piece.withUnsafeBytes { pipe.write($0) })
        let resumed = Mutex(0)
        #expect(!pipe.hasRoom(for: 1) { resumed.withLock { $0 += 1 } })
        #expect([1].withUnsafeBytes { !pipe.write($0) })
        #expect(try LayerPipeSource(pipe).next().count == LayerPipeSource.blockSize)
        #expect(resumed.withLock { $0 } == 0)
        pipe.abandon()
        #expect(resumed.withLock { $0 } == 1)
        #expect(pipe.hasRoom(for: 1 << 30) {})
        #expect(piece.withUnsafeBytes { !pipe.write($0) })
    }

    @Test func `a layer in a part of a file is read from there`() throws {
        let blob = try Compressed.zstd(CompressionTests.tar)
        let folder = try TemporaryFolder()
        let path = try folder.write("archive", [9, 9, 9] + blob + [8, 8])
        let layer = try ReadLayer(SpanSource(FileSpan(path: path, offset: 3, size: Int64(blob.count))))
        #expect(layer.summary.entries == 41)
        #expect(layer.summary.diffID.map { "\($0)" } == SampleDigest.sha256(of: CompressionTests.tar))
        // The file is shorter than the span.
        let cut = FileSpan(path: path, offset: 3, size: Int64(blob.count) + 3)
        #expect(throws: LayerError.self) { _ = try ReadLayer(SpanSource(cut)) }
        #expect(throws: LayerError.self) { _ = try SpanSource(FileSpan(path: path + "/missing", size: 1)) }
    }

    /// Reads on a thread that may wait, as the library does.
    private static func read(_ pipe: LayerPipe) async throws -> ReadLayer {
        try await DiskExecutor.run { try ReadLayer(LayerPipeSource(pipe)) }
    }

    /// Writes as the sink of a download does; whether all was taken.
    private static func write(_ blob: [UInt8], pieceSize: Int, to pipe: LayerPipe) async -> Bool {
        var rest = blob[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(pieceSize))
            await withCheckedContinuation { continuation in
                if pipe.hasRoom(for: piece.count, else: { continuation.resume() }) { continuation.resume() }
            }
            guard piece.withUnsafeBytes({ pipe.write($0) }) else { return false }
            rest = rest.dropFirst(piece.count)
        }
        pipe.finish()
        return true
    }
}
