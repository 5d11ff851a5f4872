import Foundation
import TestSupport
import Testing

@testable import ImageStore

struct DocumentFolderTests {
    private let folder: TemporaryFolder
    private let documents: DocumentFolder

    init() throws {
        folder = try TemporaryFolder()
        documents = DocumentFolder(at: folder.file("a/b"), limit: 1_000)
    }

    private func put(_ text: String?, as name: String) async throws {
        try await documents.change(name) { $0 = text.map { Array($0.utf8) } }
    }

    private func text(_ name: String) throws -> String? {
        try documents.document(name).map { String(decoding: $0, as: UTF8.self) }
    }

    private var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: documents.path)) ?? []).sorted()
    }

    @Test func `documents are kept by name, and the folder contains nothing else`() async throws {
        #expect(try documents.documents().isEmpty)
        try await put("1", as: "a/b:c")
        try await put("2", as: String(repeating: "x", count: 400))
        try await put("3", as: "a/b:c")
        #expect(try text("a/b:c") == "3")
        #expect(try text("a/b:d") == nil)
        #expect(try documents.documents().map { String(decoding: $0, as: UTF8.self) }.sorted() == ["2", "3"])
        #expect(names.count == 2)
        #expect(names.allSatisfy { $0.hasSuffix(".json") })
    }

    @Test func `the folder is removed with its last document`() async throws {
        try await put("1", as: "a")
        try await put("2", as: "b")
        try await put(nil, as: "a")
        #expect(names.count == 1)
        try await put(nil, as: "b")
        #expect(!FileManager.default.fileExists(atPath: documents.path))
        try await put(nil, as: "b")
        #expect(!FileManager.default.fileExists(atPath: documents.path))
    }

    @Test func `no concurrent change is lost while other documents are added and removed`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    try await documents.change("sum") { bytes in
                        bytes = Array("\((Int(String(decoding: bytes ?? [], as: UTF8.self)) ?? 0) + 1)".utf8)
                    }
                }
                group.addTask {
                    try await put("x", as: "\(number)")
                    try await put(nil, as: "\(number)")
                }
            }
            try await group.waitForAll()
        }
        #expect(try text("sum") == "40")
        #expect(names.count == 1)
    }

    @Test func `a change that fails on the disk leaves the old document`() async throws {
        let recorder = RecordingFileSystem()
        let documents = DocumentFolder(at: folder.file("c"), limit: 1_000, through: recorder)
        try await documents.change("a") { $0 = [1] }
        for operation in [FileOperation.writing, .syncing, .renaming] {
            recorder.refuse { asked, path in asked == operation && path.contains(".part") ? EIO : 0 }
            await #expect(throws: StoreError.self) { try await documents.change("a") { $0 = [2] } }
            recorder.refuse { _, _ in 0 }
            #expect(try documents.document("a") == [1])
            #expect(try FileManager.default.contentsOfDirectory(atPath: documents.path).count == 1)
        }
    }

    @Test func `a document longer than the limit is refused`() async throws {
        try await documents.change("a") { $0 = [UInt8](repeating: 0, count: 1_001) }
        #expect(throws: StoreError.self) { try documents.document("a") }
    }

    @Test func `documents are written even without locks`() async throws {
        let recorder = RecordingFileSystem(locks: .unsupported)
        let documents = DocumentFolder(at: folder.file("d"), limit: 1_000, through: recorder)
        try await documents.change("a") { $0 = [1] }
        #expect(try documents.document("a") == [1])
        #expect(try FileManager.default.contentsOfDirectory(atPath: documents.path).count == 1)
        try await documents.change("a") { $0 = nil }
        #expect(!FileManager.default.fileExists(atPath: documents.path))
    }

    /// What stands in the place of a document.
    enum Obstacle: CaseIterable { case pipe, folder, long }

    @Test(.timeLimit(.minutes(1)), arguments: Obstacle.allCases)
    func `what is no document is refused without waiting, and replaced on request`(obstacle: Obstacle) async throws {
        try await put("1", as: "a")
        let path = "\(documents.path)/\(try #require(names.first))"
        func obstruct() throws {
            try? FileManager.default.removeItem(atPath: path)
            switch obstacle {
            case .pipe: try #require(mkfifo(path, 0o644) == 0)
            case .folder: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            case .long: try Data(count: 1_001).write(to: URL(fileURLWithPath: path))
            }
        }
        try obstruct()
        #expect(throws: StoreError.self) { try documents.document("a") }
        await #expect(throws: StoreError.self) { try await put("2", as: "a") }
        #expect(try documents.documents().isEmpty)
        #expect(try documents.hasFile("a"))
        let before = try await documents.change("a", unusable: .replaced) { bytes -> [UInt8]? in
            defer { bytes = [50] }
            return bytes
        }
        #expect(before == nil)
        #expect(try text("a") == "2")
        try obstruct()
        try await documents.change("a", unusable: .replaced) { $0 = nil }
        #expect(try !documents.hasFile("a"))
        #expect(names.isEmpty)
    }
}
