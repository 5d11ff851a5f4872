import Foundation
import TestSupport
import Testing

@testable import ImageStore

/// Layouts that exist while an archive is made of them, and the archive's file.
struct ScratchLayoutTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var path: String { folder.file("a.tar.part") }
    private var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path) } }

    @Test func `a layout is removed with everything in it, and a link in it is not followed`() async throws {
        try folder.write("kept/file", "x")
        let layout = try await ScratchLayout(path) {}
        _ = try ImageStore.open(at: path, as: .output)
        try FileManager.default.createSymbolicLink(
            atPath: path + "/blobs/link", withDestinationPath: folder.file("kept"))
        try layout.remove()
        #expect(try names == ["kept"])
        #expect(FileManager.default.fileExists(atPath: folder.file("kept/file")))
    }

    @Test func `a second one waits until the first has ended, and has a layout of its own then`() async throws {
        let first = try await ScratchLayout(path) {}
        let (waited, waiting) = AsyncStream.makeStream(of: Bool.self)
        let path = path
        async let second = ScratchLayout(path) { waiting.yield(true) }
        for await _ in waited { break }
        try first.remove()
        _ = consume first
        let layout = try await second
        #expect(try names == ["a.tar.part"])
        try layout.remove()
    }

    @Test func `the second one keeps what it writes while the first is being removed`() async throws {
        for _ in 0..<20 {
            let first = try await ScratchLayout(path) {}
            for number in 0..<50 { try folder.write("a.tar.part/blobs/\(number)", "blob") }
            let (waited, waiting) = AsyncStream.makeStream(of: Bool.self)
            let (folder, path) = (folder, path)
            async let second = {
                let layout = try await ScratchLayout(path) { waiting.yield(true) }
                try folder.write("a.tar.part/blobs/new", "blob")
                return layout
            }()
            for await _ in waited { break }
            try first.remove()
            _ = consume first
            let layout = try await second
            #expect(FileManager.default.fileExists(atPath: path + "/blobs/new"))
            try layout.remove()
            #expect(try names.isEmpty)
        }
    }

    @Test func `what a killed process has written of an archive is removed, but not its blobs`() async throws {
        try folder.write("a.tar.part/.x1.part", "half")
        try folder.write("a.tar.part/blobs/sha256/ab", "blob")
        let layout = try await ScratchLayout(path) {}
        #expect(!FileManager.default.fileExists(atPath: path + "/.x1.part"))
        #expect(FileManager.default.fileExists(atPath: path + "/blobs/sha256/ab"))
        try layout.remove()
    }

    @Test func `a layout that is kept has its blobs, and no lock`() async throws {
        try folder.write("a.tar.part/blobs/sha256/ab", "blob")
        let layout = try await ScratchLayout(path) {}
        try layout.keep()
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["blobs"])
    }

    @Test func `layouts of killed processes are removed once they are old`() async throws {
        try folder.write("stdout.1/file", "x")
        try folder.write("stdout.2/file", "x")
        try folder.write("other/file", "x")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1000)], ofItemAtPath: folder.file("stdout.1"))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1000)], ofItemAtPath: folder.file("other"))
        ScratchLayout.removeForgotten("stdout.", in: folder.path, since: 2000)
        #expect(try names.sorted() == ["other", "stdout.2"])
    }

    @Test func `a new file replaces another only when it is whole`() throws {
        try folder.write("a.tar", "older")
        do {
            let file = try NewFile(in: folder.path)
            try Array("half".utf8).withUnsafeBytes { try file.write($0, at: 0) }
        }
        #expect(try names == ["a.tar"])
        #expect(try folder.read("a.tar") == Array("older".utf8))
        let file = try NewFile(in: folder.path)
        try Array("newer".utf8).withUnsafeBytes { try file.write($0, at: 0) }
        try file.commit(as: folder.file("a.tar"))
        #expect(try folder.read("a.tar") == Array("newer".utf8))
        #expect(try names == ["a.tar"])
    }

    @Test func `only a regular file may be replaced`() throws {
        try folder.write("file", "x")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link"), withDestinationPath: folder.file("file"))
        #expect(NewFile.canReplace(folder.file("file")))
        #expect(NewFile.canReplace(folder.file("none")))
        for path in [folder.path, folder.file("link"), "/dev/null", "/dev/stdout"] {
            #expect(!NewFile.canReplace(path))
        }
    }

    @Test func `a pipe without a reader is a broken one`() throws {
        let pipe = Pipe()
        signal(SIGPIPE, SIG_IGN)
        try pipe.fileHandleForReading.close()
        let stream = OpenStream(descriptor: pipe.fileHandleForWriting.fileDescriptor, name: "stdout")
        let error = #expect(throws: StoreError.self) {
            try [UInt8](repeating: 0, count: 10).withUnsafeBytes { try stream.write($0, at: 0) }
        }
        #expect(error?.isBrokenPipe == true)
    }
}
