import Foundation
import LayerReading
import LayerUnpacking
import TestSupport
import Testing

/// Upper directories for overlayfs, which take the rights of root.
@Suite(.enabled(if: geteuid() == 0, "devices and trusted attributes take the rights of root"))
struct OverlayLayerTests {
    /// The upper directories of layers, from the lowest up.
    private struct Uppers {
        let folder: TemporaryFolder
        var paths: [String] = []

        init(_ layers: [[[UInt8]]]) throws {
            // Attributes of the kind `trusted` need a file system that has them.
            folder = try TemporaryFolder()
            for (number, members) in layers.enumerated() {
                let path = folder.file("\(number)")
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
                let writer = try LayerWriter(into: path)
                _ = try MemberBytes.read(members, into: writer)
                try OverlayLayer(try writer.finish(), in: path, over: Array(paths.reversed())).finish()
                paths.append(path)
            }
        }

        func status(_ layer: Int, _ name: String) -> stat? {
            var status = stat()
            return lstat("\(paths[layer])/\(name)", &status) == 0 ? status : nil
        }

        func isWhiteout(_ layer: Int, _ name: String) -> Bool {
            status(layer, name).map { $0.st_mode & S_IFMT == S_IFCHR && $0.st_rdev == 0 } ?? false
        }
    }

    @Test func `a whiteout is a device, if a lower layer has the name`() throws {
        let uppers = try Uppers([
            [file("a", "1"), folder("d"), file("d/f", "1")], [file(".wh.a"), file(".wh.b"), file("d/.wh.f")],
        ])
        #expect(uppers.isWhiteout(1, "a"))
        #expect(uppers.isWhiteout(1, "d/f"))
        #expect(uppers.status(1, "b") == nil)
    }

    @Test func `a name that is hidden already is not hidden again`() throws {
        let uppers = try Uppers([[file("a", "1")], [file(".wh.a")], [file(".wh.a")]])
        #expect(uppers.status(2, "a") == nil)
    }

    @Test func `a directory without an entry has the mode of the one below`() throws {
        let uppers = try Uppers([
            [folder("tmp", mode: 0o1777), folder("new")], [file("tmp/f", "1"), file("other/g", "2")],
        ])
        #expect(uppers.status(1, "tmp").map { $0.st_mode & 0o7777 } == 0o1777)
        #expect(uppers.status(1, "other").map { $0.st_mode & 0o7777 } == 0o755)
    }

    @Test func `a hard link to a lower file takes a copy with both names`() throws {
        let uppers = try Uppers([
            [folder("d", mode: 0o711), file("d/a", "1", mode: 0o640)], [hardLink("b", to: "d/a")],
        ])
        #expect(uppers.status(1, "b")?.st_ino == uppers.status(1, "d/a")?.st_ino)
        #expect(uppers.status(1, "b")?.st_nlink == 2)
        #expect(uppers.status(1, "d").map { $0.st_mode & 0o7777 } == 0o711)
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: "\(uppers.paths[1])/b"))) == Array("1".utf8))
    }

    @Test func `a hard link to a file that a layer has hidden is refused`() {
        #expect(throws: LayerError.refusedMember(path: Array("b".utf8), .missingTarget(Array("a".utf8)))) {
            try Uppers([[file("a", "1")], [file(".wh.a")], [hardLink("b", to: "a")]])
        }
    }
}
