import Foundation
import ImageModel
import TestSupport
import Testing

@testable import ImageStore

/// Files that are written and read in parts.
struct SplitFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }

    /// Writes `bytes` in parts, in blocks of this size.
    private func write(_ bytes: [UInt8], partSize: Int64, block: Int, as name: String = "a.tar") throws -> Int {
        let parts = NewParts(in: folder.path, partSize: partSize)
        for start in stride(from: 0, to: bytes.count, by: block) {
            try bytes[start..<min(start + block, bytes.count)].withUnsafeBytes { try parts.write($0, at: Int64(start)) }
        }
        return try parts.commit(as: folder.file(name))
    }

    @Test(arguments: [(1, "a.001"), (10, "a.010"), (999, "a.999"), (1000, "a.1000"), (0, "a.001")])
    func `parts are numbered with three digits`(number: Int, path: String) {
        #expect(SplitFile.part(number, of: "a") == path)
    }

    @Test(arguments: [
        ("a.tar.001", "a.tar"), ("d/a.001", "d/a"), ("a.tar.002", nil), ("a.tar", nil), (".001", nil), ("d/.001", nil),
        ("001", nil), ("a.0001", nil), ("", nil),
    ])
    func `the first part names the whole`(path: String, whole: String?) {
        #expect(SplitFile.whole(ofFirstPart: path) == whole)
    }

    @Test(arguments: [
        (1, 100, 1), (100, 100, 1), (101, 100, 2), (1000, 100, 10), (1001, 100, 11), (999, 1, 999),
        (700_000, 99_999, 8),
    ])
    func `the parts together are the bytes, whatever blocks they came in`(size: Int, partSize: Int64, count: Int) throws
    {
        let bytes = noise(size)
        for block in [7, 4096, 1 << 20] where size / block < 2000 {
            #expect(try write(bytes, partSize: partSize, block: block) == count)
            let parts = (1...count).map { SplitFile.part($0, of: "a.tar") }
            #expect(names == parts)
            #expect(try parts.flatMap { try folder.read($0) } == bytes)
            #expect(try parts.dropLast().allSatisfy { try folder.read($0).count == Int(partSize) })
        }
    }

    @Test func `older parts and an older whole file are replaced`() throws {
        for name in ["a.tar", "a.tar.001", "a.tar.002", "a.tar.007", "old", "oldest.001"] {
            try folder.write(name, [1])
        }
        let parts = NewParts(in: folder.path, partSize: 4)
        try noise(5).withUnsafeBytes { try parts.write($0, at: 0) }
        #expect(try parts.commit(as: folder.file("a.tar")) == 2)
        #expect(names == ["a.tar.001", "a.tar.002", "old", "oldest.001"])
    }

    @Test func `parts that are not committed leave nothing`() throws {
        do {
            let parts = NewParts(in: folder.path, partSize: 4)
            try noise(9).withUnsafeBytes { try parts.write($0, at: 0) }
            #expect(names.count == 3 && names.allSatisfy(NewFile.isTemporary))
        }
        #expect(names.isEmpty)
    }

    @Test func `the first part gets its name last, when the others are on the disk`() throws {
        let recorder = RecordingFileSystem()
        let parts = NewParts(in: folder.path, partSize: 4, through: recorder)
        try noise(9).withUnsafeBytes { try parts.write($0, at: 0) }
        _ = try parts.commit(as: folder.file("a.tar"))
        let renamed = recorder.trace.compactMap { record in
            if case .rename(_, let path) = record { path } else { nil }
        }
        #expect(renamed == ["002", "003", "001"].map { folder.file("a.tar." + $0) })
        let syncs = recorder.trace.count { if case .syncData = $0 { true } else { false } }
        #expect(syncs == 3)
    }

    @Test(arguments: [(0, 10), (99, 2), (100, 100), (50, 300), (0, 450), (449, 1), (450, 0)])
    func `a range is read across the ends of parts`(offset: Int64, size: Int64) async throws {
        let bytes = noise(450)
        _ = try write(bytes, partSize: 100, block: 1000)
        let whole = FileSpan(SplitFile(folder.file("a.tar"), partSize: 100), size: 450)
        #expect(try whole.bytes(limit: 450) == bytes)
        let range = whole.range(offset, size: size)
        let expected = Array(bytes[Int(offset)..<Int(offset + size)])
        #expect(try range.bytes(limit: 450) == expected)
        #expect(try await range.digest() == Digest.of(expected))
        #expect(
            try range.range(size / 2, size: size - size / 2).bytes(limit: 450)
                == Array(expected[(expected.count / 2)...]))
    }

    @Test func `a part that is missing or short is an error of reading`() throws {
        _ = try write(noise(450), partSize: 100, block: 1000)
        let whole = FileSpan(SplitFile(folder.file("a.tar"), partSize: 100), size: 450)
        try folder.write("a.tar.003", noise(50))
        #expect(throws: StoreError.wrongSize(path: folder.file("a.tar"), expected: 450, actual: 250)) {
            try whole.bytes(limit: 450)
        }
        try FileManager.default.removeItem(atPath: folder.file("a.tar.003"))
        #expect(throws: StoreError.self) { try whole.bytes(limit: 450) }
    }
}
