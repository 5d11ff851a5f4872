import Foundation
import ImageModel
import TestSupport
import Testing

@testable import ImageStore

struct OpeningTests {
    @Test func `a new local store is a layout with a store version`() throws {
        let bench = try StoreBench(.local)
        #expect(bench.names() == ["blobs", "ingest", "oci-layout", "resolve-store"])
        #expect(try bench.bytes("oci-layout") == Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
        #expect(try bench.bytes("resolve-store") == Array("1\n".utf8))
        #expect(bench.names("ingest").isEmpty)
    }

    @Test func `a new output has no store version`() throws {
        #expect(try StoreBench(.output).names() == ["blobs", "ingest", "oci-layout"])
    }

    @Test func `a store is reopened unchanged, and its parent folders are created once`() throws {
        let folder = try TemporaryFolder()
        let root = folder.file("a/b/c")
        _ = try ImageStore.open(at: root, as: .local)
        let recorder = RecordingFileSystem { operation, path in
            [.writing, .makingFolder, .renaming].contains(operation) ? EROFS : 0
        }
        let store = try ImageStore.open(at: root, as: .local, through: recorder)
        #expect(store.root == root)
        #expect(try store.entries().isEmpty)
    }

    @Test(arguments: [
        (
            "oci-layout", #"{"imageLayoutVersion":"2.0.0"}"#,
            StoreError.unsupportedLayout(path: "oci-layout", version: "2.0.0")
        ),
        (
            "oci-layout", "{}",
            .malformed(path: "oci-layout", problem: "is not a JSON object with an imageLayoutVersion")
        ),
        ("oci-layout", "", .malformed(path: "oci-layout", problem: "is not a JSON object with an imageLayoutVersion")),
        ("resolve-store", "2\n", .newerStore(path: "resolve-store", version: 2)),
        ("resolve-store", "one", .malformed(path: "resolve-store", problem: "is not a version number")),
        ("resolve-store", "-1", .malformed(path: "resolve-store", problem: "is not a version number")),
        ("resolve-store", "", .malformed(path: "resolve-store", problem: "is not a version number")),
        ("resolve-store", String(repeating: "9", count: 40), .tooLarge(path: "resolve-store", size: 40, limit: 32)),
    ])
    func `a folder with another kind of store is refused and unchanged`(
        name: String, text: String, expected: StoreError
    ) throws {
        let bench = try StoreBench(.local)
        try Data(text.utf8).write(to: URL(fileURLWithPath: bench.path(name)))
        let error = try #require(throws: StoreError.self) { try ImageStore.open(at: bench.store.root, as: .local) }
        #expect(error.description == expected.description.replacing("'\(name)'", with: "'\(bench.path(name))'"))
        #expect(try bench.bytes(name) == Array(text.utf8))
    }

    @Test func `a file in place of the folder is an error with its path`() throws {
        let folder = try TemporaryFolder()
        try folder.write("file", "x")
        let error = try #require(throws: StoreError.self) { try ImageStore.open(at: folder.file("file"), as: .output) }
        #expect(error.systemCode == ENOTDIR)
        #expect(error.description.hasPrefix("creating the directory '\(folder.file("file"))/blobs': not a directory"))
    }

    @Test func `a folder without a layout is not a store, and is unchanged`() throws {
        let folder = try TemporaryFolder()
        #expect(try ImageStore.existing(at: folder.path, as: .output) == nil)
        #expect(try ImageStore.existing(at: folder.file("none"), as: .output) == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        let bench = try StoreBench(.output)
        #expect(try ImageStore.existing(at: bench.store.root, as: .output) != nil)
    }

    @Test func `twenty tasks may create one store concurrently`() async throws {
        let folder = try TemporaryFolder()
        let root = folder.file("store")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try ImageStore.open(at: root, as: .local) } }
            try await group.waitForAll()
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: root + "/ingest").isEmpty)
        #expect(try ImageStore.existing(at: root, as: .local) != nil)
    }

    @Test func `the free space of a missing folder is that of its parent`() throws {
        let folder = try TemporaryFolder()
        let space = try ImageStore.freeSpace(at: folder.file("a/b/c"))
        #expect(space.bytes > 0)
        #expect(space.shortage(bytes: 1, files: 1) == nil)
        #expect(space.shortage(bytes: Int64.max, files: 1) == .bytes(space.bytes))
    }
}
