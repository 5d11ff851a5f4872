import BinaryModel
import LayerModel
import TestSupport
import Testing

/// Many entries, hostile ones, and damaged ones: bounded memory and time, and never a trap.
struct LayerBoundsTests {
    @Test func `a quarter of a million files fit into 16 MiB`() throws {
        var tree = FileTree()
        for layer in 0..<2 {
            var listing = LayerListing()
            for number in 0..<125_000 {
                let path = "usr/share/d\(number / 1000)/file-\(layer)-\(number).txt"
                let binary = Binary(size: UInt64(number), content: .other(.text))
                try listing.append(
                    LayerEntry(path: Array(path.utf8), kind: .file(binary), mode: 0o644, size: UInt64(number)))
            }
            #expect(listing.byteCount < 6 << 20)
            try tree.apply(listing)
        }
        #expect(tree.byteCount < 16 << 20)
        let file = tree.lookUp("usr/share/d124/file-1-124999.txt").file
        #expect(file?.binary == Binary(size: 124_999, content: .other(.text)))
        #expect(tree.names(in: "usr/share/d0").count == 2000)
    }

    @Test func `many whiteouts of a large directory take no time each`() throws {
        var lower = LayerListing()
        var upper = LayerListing()
        for number in 0..<20_000 {
            try lower.append(entry("d/f\(number)"))
            try upper.append(entry("d/f\(number)"))
            try upper.append(entry("d/.wh..wh..opq"))
            try upper.append(entry(".wh.d"))
        }
        var tree = FileTree()
        try tree.apply(lower)
        try tree.apply(upper)
        #expect(tree.names(in: "d").count == 20_000)
    }

    @Test func `a listing keeps its entries as they were`() throws {
        let lines = [
            "usr/bin/env 755 9", "usr/bin/", "usr/bin/sh -> env", "x = usr/bin/env", "dev/null *", "",
            "usr/bin/ü 4755 18446744073709551615",
        ]
        let listing = try listing(lines)
        #expect(listing.count == lines.count)
        let unpacked = Array(listing)
        #expect(unpacked.dropLast() == lines.dropLast().map(entry))
        #expect(unpacked.last?.mode == 0o4755)
        #expect(unpacked.last?.size == UInt64(Int.max))
    }

    @Test func `a listing refuses entries beyond its bounds`() throws {
        var few = LayerListing(within: LayerBounds(entries: 2, bytes: 1 << 20))
        try few.append(entry("a"))
        try few.append(entry("b"))
        #expect(throws: FileTreeError.tooManyEntries(limit: 2)) { try few.append(entry("c")) }
        #expect(few.map(\.path) == [[0x61], [0x62]])
        var small = LayerListing(within: LayerBounds(bytes: 1 << 20))
        #expect(throws: FileTreeError.tooLarge(limit: 1 << 20)) {
            for number in 0..<1000 { try small.append(entry(String(repeating: "\(number % 10)", count: 4000))) }
        }
    }

    @Test func `a tree refuses layers beyond its bounds`() throws {
        var few = FileTree(within: LayerBounds(entries: 3, bytes: 1 << 20))
        #expect(throws: FileTreeError.tooManyEntries(limit: 3)) { try few.apply(try listing(["a/b", "c"])) }
        var small = FileTree(within: LayerBounds(bytes: 1 << 19))
        #expect(throws: FileTreeError.tooLarge(limit: 1 << 19)) {
            try small.apply(try listing((0..<30_000).map { "file-\($0)" }))
        }
        var links = FileTree(within: LayerBounds(bytes: 1 << 24, linkSteps: 100_000))
        let chain = ["l0/"] + (1...40).map { "l\($0) -> \(String(repeating: "l0/../", count: 600))l\($0 - 1)" }
        let entries = (0..<2000).map { $0 % 2 == 0 ? "l40/f\($0)" : "l39/f\($0)" }
        #expect(throws: FileTreeError.tooManyLinks(limit: 100_000)) { try links.apply(try listing(chain + entries)) }
    }

    @Test func `random layers make trees in which every name is found`() throws {
        var random = SeededGenerator.fromEnvironment("random layers")
        let names = [
            "a", "b", "c", "..", ".", "", ".wh.a", ".wh.b", ".wh..wh..opq", ".wh.", ".wh..wh.aufs", "\u{0}", "\\",
        ]
        for round in 0..<400 {
            var tree = FileTree(naming: round % 2 == 0 ? .posix : .windows)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                var listing = LayerListing()
                for _ in 0..<Int.random(in: 0...30, using: &random) {
                    let path = Self.path(of: names, &random)
                    let target = Self.path(of: names, &random)
                    let kinds: [LayerEntry.Kind] = [
                        .file(nil), .directory, .symbolicLink(target: target), .hardLink(target: target), .special,
                        .file(Binary(size: 3, content: .other(.data))),
                    ]
                    let kind = kinds[Int.random(in: 0..<kinds.count, using: &random)]
                    try listing.append(LayerEntry(path: path, kind: kind, mode: UInt16(round), size: 3))
                }
                try tree.apply(listing)
            }
            #expect(tree.text.filter { $0.hasSuffix("???") } == [])
            for file in tree.files(where: { _ in true }) {
                #expect(tree.lookUp(file.path, last: .kept).file == file)
            }
            for _ in 0..<20 { _ = tree.lookUp(String(decoding: Self.path(of: names, &random), as: UTF8.self)) }
        }
    }

    private static func path(of names: [String], _ random: inout SeededGenerator) -> [UInt8] {
        let count = Int.random(in: 0...4, using: &random)
        let parts = (0..<count).map { _ in names[Int.random(in: 0..<names.count, using: &random)] }
        return Array(parts.joined(separator: "/").utf8)
    }
}
