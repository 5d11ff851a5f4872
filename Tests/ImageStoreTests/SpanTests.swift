import Foundation
import ImageModel
import TestSupport
import Testing

@testable import ImageStore

struct SpanTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `a span is read and hashed from its offset, and not beyond its end`() async throws {
        let bytes = noise(700_000)
        let path = try folder.write("file", bytes)
        let span = FileSpan(path: path, offset: 1000, size: 600_000)
        let piece = Array(bytes[1000..<601_000])
        #expect(try span.bytes(limit: 600_000) == piece)
        #expect(try await span.digest() == Digest.of(piece))
        #expect(try await span.digest(.sha512) == Digest.of(piece, algorithm: .sha512))
        #expect(throws: StoreError.tooLarge(path: path, size: 600_000, limit: 599_999)) {
            try span.bytes(limit: 599_999)
        }
        #expect(try FileSpan(path: path, size: 0).bytes(limit: 0).isEmpty)
    }

    @Test func `a file that ends before its span is reported with its end`() async throws {
        let path = try folder.write("file", noise(100))
        let error = StoreError.wrongSize(path: path, expected: 91, actual: 90)
        #expect(throws: error) { try FileSpan(path: path, offset: 10, size: 91).bytes(limit: 1000) }
        await #expect(throws: error) { try await FileSpan(path: path, offset: 10, size: 91).digest() }
        let far = FileSpan(path: path, offset: .max, size: .max)
        await #expect(throws: StoreError.self) { try await far.digest() }
    }

    @Test func `only a regular file is a span`() throws {
        let path = try folder.write("file", noise(10))
        #expect(try FileSpan.whole(path) == FileSpan(path: path, size: 10))
        #expect(try FileSpan.whole(folder.file("other")) == nil)
        #expect(throws: StoreError.malformed(path: folder.path, problem: "is not a regular file")) {
            try FileSpan.whole(folder.path)
        }
    }

    @Test func `a blob is taken over from a span by a verified copy`() async throws {
        let bench = try StoreBench(.output)
        let bytes = noise(300_000)
        let path = try folder.write("archive", noise(512) + bytes + noise(512))
        let span = FileSpan(path: path, offset: 512, size: 300_000)
        let digest = try Digest.of(bytes)
        #expect(try await bench.store.adopt(digest, from: span) == .copied)
        #expect(try bench.store.read(digest, limit: 300_000) == bytes)
        #expect(try await bench.store.adopt(digest, from: span) == .alreadyPresent)

        let wrong = try Digest.of([1])
        await #expect(throws: StoreError.wrongDigest(path: path, expected: wrong, actual: digest)) {
            try await bench.store.adopt(wrong, from: span)
        }
        #expect(bench.names("blobs/sha256") == [digest.hex])
    }

    @Test func `a scratch file has no name while it exists, and no bytes afterwards`() throws {
        let place = folder.file("store/ingest")
        var path = ""
        do {
            let scratch = try ScratchFile(in: place)
            path = scratch.path
            let bytes = noise(5000)
            try bytes.withUnsafeBytes { try scratch.write($0, at: 0) }
            #expect(try scratch.span(size: 5000).bytes(limit: 5000) == bytes)
            #expect(try FileManager.default.contentsOfDirectory(atPath: place).isEmpty)
        }
        #expect(try PosixFileSystem().status(at: path)?.size != 5000)
    }

    @Test func `without /proc a scratch file keeps its name while it exists`() throws {
        let recorder = RecordingFileSystem { operation, path in
            operation == .examining && path.hasPrefix("/proc/") ? EACCES : 0
        }
        let place = folder.file("store/ingest")
        do {
            let scratch = try ScratchFile(in: place, through: recorder)
            #expect(scratch.path.hasPrefix(place))
            #expect(try PosixFileSystem().status(at: scratch.path) != nil)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: place).isEmpty)
    }
}
