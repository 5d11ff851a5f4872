import Foundation
import LayerUnpacking
import TestSupport
import Testing

/// What stands where a tree goes, and where it is built.
struct TreeLocationTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var location: TreeLocation { TreeLocation(folder.file("out")) }

    @Test func `what an interrupted build has left is no obstacle`() throws {
        #expect(try location.obstacle() == nil)
        for name in ["store/blobs/sha256/ab", "tree/etc/passwd", "layer.1/f", "layer.12/f", ".lock", "moving/f"] {
            try folder.write("out.part/\(name)", "x")
        }
        #expect(try location.obstacle() == nil)
    }

    @Test func `a file of anyone else is an obstacle`() throws {
        try folder.write("out.part/tree/f", "x")
        try folder.write("out.part/notes.txt", "mine")
        #expect(try location.obstacle() == .file("notes.txt"))
    }

    @Test func `a file and a link are obstacles, wherever the link leads`() throws {
        try folder.write("out.part", "mine")
        #expect(try location.obstacle() == .notDirectory)
        try FileManager.default.removeItem(atPath: folder.file("out.part"))
        try folder.write("elsewhere/tree/f", "mine")
        for target in ["elsewhere", "nowhere"] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.file("out.part"), withDestinationPath: folder.file(target))
            #expect(try location.obstacle() == .notDirectory)
            try FileManager.default.removeItem(atPath: folder.file("out.part"))
        }
    }

    @Test(.enabled(if: geteuid() == 0, "gives files to another user"))
    func `a directory of another user is an obstacle where all users write`() throws {
        try folder.write("out.part/tree/f", "x")
        let path = folder.file("out.part")
        #expect(chown(path, 65534, 65534) == 0)
        #expect(try location.obstacle() == nil)
        #expect(chmod(folder.path, 0o1777) == 0)
        #expect(try location.obstacle() == .otherOwner)
        #expect(chown(path, 0, 0) == 0)
        #expect(try location.obstacle() == nil)
    }

    @Test func `a link that leads nowhere is not free`() throws {
        #expect(try location.state() == .free)
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("out"), withDestinationPath: folder.file("nowhere"))
        #expect(try location.state() == .notDirectory)
    }
}
