import Foundation
import ImageModel
import ImageStore
import Synchronization
import TestSupport
import Testing

@testable import ImageArchive

/// Archives that were written, read by GNU tar and by this library.
struct ArchiveWriterTests {
    private let bench: ArchiveBench
    private let image = SampleImages.single(layerSize: 700_001)

    init() throws {
        bench = try ArchiveBench()
    }

    /// The image as an archive contains it, with its layers in files of the bench.
    private func plan() throws -> ArchivePlan {
        let root = try Descriptor(image.root)
        let config = try Descriptor(try #require(image.config))
        let layers = try image.layers.map { try Descriptor($0) }
        var documents = [root.digest: image.root.bytes]
        documents[config.digest] = image.config?.bytes
        return try ArchivePlan([
            ArchivedImage(
                root: root, fullName: "host.example/app:1", tag: "1",
                manifest: ImageManifest(config: config, layers: layers), documents: documents, blobs: [config] + layers)
        ])
    }

    private func write(_ plan: ArchivePlan, to sink: any ByteSink) async throws(ArchiveError) {
        let folder = bench.folder
        let layers = Dictionary(image.layers.map { ($0.digest, $0.bytes) }) { first, _ in first }
        try await ArchiveWriter.write(plan, to: sink) { blob throws(ArchiveError) in
            guard let bytes = layers[blob.digest.description], let path = try? folder.write(blob.digest.hex, bytes)
            else { throw .missing }
            return FileSpan(path: path, size: Int64(bytes.count))
        }
    }

    private func write(_ plan: ArchivePlan, as name: String) async throws -> String {
        let file = try NewFile(in: bench.folder.path)
        try await write(plan, to: file)
        try file.commit(as: bench.folder.file(name))
        return bench.folder.file(name)
    }

    @Test func `an archive is read back whole, also as one of docker save, and by GNU tar`() async throws {
        let path = try await write(plan(), as: "a.tar")
        for form in ArchiveForm.allCases {
            let read = try await bench.image(path, as: form)
            #expect(read.root.digest.description == image.digest)
            #expect(read.reference?.description == "host.example/app:1")
            for blob in image.manifests + image.blobs {
                #expect(try read.span(of: try Descriptor(blob))?.bytes(limit: blob.size) == blob.bytes)
            }
        }
        let list = try runChecked("tar", ["--numeric-owner", "--utc", "-tvf", path]).output
        for line in list.split(separator: "\n") {
            #expect(line.hasPrefix("-rw-r--r-- 0/0 "))
            #expect(line.contains(" 1970-01-01 00:00 "))
        }
        #expect(list.split(separator: "\n").count == 3 + image.manifests.count + image.blobs.count)
    }

    @Test func `every header is ustar's, and two archives of one image are equal`() async throws {
        let plan = try plan()
        _ = try await write(plan, as: "a.tar")
        _ = try await write(plan, as: "b.tar")
        let first = try bench.folder.read("a.tar")
        #expect(try bench.folder.read("b.tar") == first)
        let sizes = plan.members.map { 512 + ($0.size + 511) / 512 * 512 }
        #expect(Int64(first.count) == sizes.reduce(1024, +))
        #expect(Int64(first.count) == plan.archiveSize)
        var offset = 0
        for size in sizes {
            #expect(Array(first[(offset + 257)..<(offset + 265)]) == Array("ustar\u{0}00".utf8))
            #expect(first[offset + 156] == UInt8(ascii: "0"))
            offset += Int(size)
        }
        #expect(first[offset...].allSatisfy { $0 == 0 })
    }

    // The name of a blob with SHA-512 does not fit into a header of the ustar format.
    @Test func `a name of 141 bytes is kept, reproducibly`() async throws {
        let bytes = Array("layer".utf8)
        let digest = try Digest.of(bytes, algorithm: .sha512)
        let root = try Descriptor(image.root)
        let plan = try ArchivePlan([
            ArchivedImage(
                root: root, fullName: nil, tag: "1", manifest: nil, documents: [digest: bytes], blobs: [])
        ])
        let path = try await write(plan, as: "a.tar")
        #expect(
            try runChecked("tar", ["-tf", path]).output.split(separator: "\n").last.map(String.init)
                == "blobs/sha512/\(digest.hex)")
        _ = try await write(plan, as: "b.tar")
        #expect(try bench.folder.read("a.tar") == bench.folder.read("b.tar"))
        #expect(Int64(try bench.folder.read("a.tar").count) == plan.archiveSize)
    }

    @Test func `a file that is not committed leaves nothing`() async throws {
        let folder = try TemporaryFolder()
        do {
            let file = try NewFile(in: folder.path)
            try await write(plan(), to: file)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `what was written before the sink failed stays all that is written`() async throws {
        let sink = NarrowSink(limit: 300_000)
        let error = await #expect(throws: ArchiveError.self) { try await write(plan(), to: sink) }
        guard case .store(.cancelled)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(sink.written.withLock { $0 } <= 300_000)
    }

    @Test func `a blob that is shorter than the plan says ends the archive with an error`() async throws {
        let path = try bench.folder.write("short", [1, 2, 3])
        let sink = NarrowSink(limit: .max)
        let error = await #expect(throws: ArchiveError.self) {
            try await ArchiveWriter.write(plan(), to: sink) { blob in FileSpan(path: path, size: blob.size) }
        }
        guard case .store(.wrongSize)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(sink.written.withLock { $0 } < 700_001)
    }

    @Test func `an archive is recognized as written, unless a document or a size differs`() async throws {
        let plan = try plan()
        let path = try await write(plan, as: "a.tar")
        #expect(await plan.isWritten(to: path))
        #expect(await !plan.isWritten(to: bench.folder.file("other.tar")))
        let shortened = try bench.folder.write("short.tar", Array(try bench.folder.read("a.tar").dropLast(300_000)))
        #expect(await !plan.isWritten(to: shortened))
        var renamed = try bench.folder.read("a.tar")
        let name = try #require(renamed.firstRange(of: Array("app:1".utf8)))
        renamed[name.lowerBound] = UInt8(ascii: "b")
        #expect(await !plan.isWritten(to: try bench.folder.write("renamed.tar", renamed)))
    }
}

/// A sink that fails once it would hold more than `limit` bytes.
private final class NarrowSink: ByteSink {
    let written = Mutex<Int>(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(StoreError) {
        let fits = written.withLock { written in
            guard bytes.count <= limit - written else { return false }
            written += bytes.count
            return true
        }
        guard fits else { throw .cancelled }
    }
}
