import Foundation
import LayerReading
import LayerUnpacking
import TestSupport
import Testing

/// Layers that try to write outside of their tree, or to use it up: nothing outside changes, and each run ends.
struct HostileLayerTests {
    /// Links that lead out of the tree, by what follows them.
    private static let exits = ["/", "..", "../..", "../../..", "/..", "./../..", "../outside", "/tmp"]

    private static let hostile: [(String, [[[UInt8]]])] = {
        var cases: [(String, [[[UInt8]]])] = []
        for path in ["../outside/x", "/../outside/x", "a/../../outside/x", "./../../outside/x", "..", "/..", "../.."] {
            cases.append(("a file at \(path)", [[file(path, "evil")]]))
            cases.append(("a directory at \(path)", [[folder(path, mode: 0o777)]]))
            cases.append(("a whiteout in \(path)", [[file("f")], [file("\(path)/.wh.canary")]]))
        }
        for target in exits {
            cases.append(("a file below a link to \(target)", [[link("l", to: target), file("l/outside/x", "evil")]]))
            cases.append(
                (
                    "a file below a lower link to \(target)",
                    [[link("l", to: target)], [file("l/outside/canary", "evil")]]
                ))
            cases.append(
                (
                    "a whiteout below a lower link to \(target)",
                    [[link("l", to: target)], [file("l/outside/.wh.canary")]]
                ))
            cases.append(
                ("an opaque directory below a link to \(target)", [[link("l", to: target)], [file("l/.wh..wh..opq")]]))
            cases.append(
                (
                    "a hard link through a link to \(target)",
                    [[link("l", to: target), hardLink("h", to: "l/outside/canary")]]
                ))
            cases.append(
                ("a file in the place of a link to \(target)", [[link("l", to: target), file("l", "evil")]]))
        }
        cases += [
            ("a file over a link to a file", [[link("l", to: "../outside/canary"), file("l", "evil")]]),
            ("a file over a lower link to a file", [[link("l", to: "../outside/canary")], [file("l", "evil")]]),
            (
                "a mode for a link's target",
                [[link("l", to: "../outside/canary"), SampleTar.member("h", type: "1", mode: 0o777, target: "l")]]
            ),
            ("a hard link outward", [[hardLink("h", to: "../outside/canary")]]),
            ("an absolute hard link outward", [[hardLink("h", to: "/outside/canary")]]),
            ("a hard link to the root", [[hardLink("h", to: "/")]]),
            ("a hard link to itself", [[hardLink("h", to: "h")]]),
            ("links in a circle", [[link("a", to: "b"), link("b", to: "a"), file("a/x")]]),
            ("a link to itself", [[link("a", to: "a")], [file("a/x")]]),
            ("a link without a target", [[link("a", to: ""), file("a/x")]]),
            ("whiteouts without a name", [[file("f", "1")], [file(".wh."), file(".wh.."), file(".wh...")]]),
            ("a long name", [[SampleTar.long([UInt8](repeating: 0x6E, count: 5000)), file("short")]]),
            (
                "a long target",
                [[SampleTar.long([UInt8](repeating: 0x6E, count: 5000), type: "K"), link("l", to: "x")]]
            ),
            ("a deep path", [[SampleTar.long(Array(String(repeating: "d/", count: 2500).utf8)), folder("short")]]),
            ("bytes that are not UTF-8", [[SampleTar.member([0xFF, 0xFE, 0x80], content: [1])]]),
            ("a newline in a name", [[file("a\nb", "1")]]),
            (
                "a header that claims more than there is",
                [[SampleTar.member(Array("f".utf8), content: [1], size: 1 << 30)]]
            ),
            ("a member of the type that no one knows", [[SampleTar.member("x", type: "Z")]]),
            ("a device", [[SampleTar.member("d", type: "3", device: (0, 0))]]),
            ("many links in a row", [(0..<60).map { link("l\($0)", to: "l\($0 + 1)") } + [file("l0/x")]]),
            (
                "a name twice in every form",
                [[file("a"), link("a", to: "/"), folder("a"), link("a", to: ".."), file("a/outside/x")]]
            ),
        ]
        return cases
    }()

    /// What is outside of the tree, which is in the directory `in`.
    private struct Outside {
        let folder: TemporaryFolder
        let work: String

        init() throws {
            folder = try TemporaryFolder()
            try folder.write("outside/canary", "alive")
            work = folder.file("in")
            try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: false)
        }

        func isUnchanged() throws -> Bool {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            let outside = try FileManager.default.contentsOfDirectory(atPath: folder.file("outside"))
            var status = stat()
            guard stat(folder.file("outside/canary"), &status) == 0 else { return false }
            let content = try folder.read("outside/canary")
            return names == ["in", "outside"] && outside == ["canary"] && status.st_nlink == 1
                && status.st_mode & 0o7777 == 0o644 && content == Array("alive".utf8)
        }
    }

    @Test func `no layer of the list writes outside`() throws {
        #expect(Self.hostile.count >= 40)
        for (name, layers) in Self.hostile {
            let outside = try Outside()
            _ = try? SampleTree(layers, in: outside.work)
            #expect(try outside.isUnchanged(), "\(name)")
        }
    }

    @Test func `damaged archives end with an error or a tree, and write nothing outside`() throws {
        var random = SeededGenerator.fromEnvironment("damaged layers")
        let layers = [
            [folder("d"), file("d/f", "1"), link("l", to: "d"), hardLink("h", to: "d/f"), link("o", to: "../outside")],
            [file("l/g", "2"), file("d/.wh.f"), file("o/x", "3"), hardLink("i", to: "h")],
        ]
        for _ in 0..<120 {
            let damaged = layers.map { members in
                members.map { member in
                    var member = member
                    for _ in 0..<Int.random(in: 0...3, using: &random) {
                        member[Int.random(in: 0..<member.count, using: &random)] = UInt8.random(
                            in: 0...255, using: &random)
                    }
                    return SampleTar.withChecksum(member)
                }
            }
            let outside = try Outside()
            _ = try? SampleTree(damaged, in: outside.work)
            #expect(try outside.isUnchanged())
        }
    }
}
