import LayerModel
import TestSupport
import Testing

/// From which entries of which layers the members of a tree come.
struct MemberTests {
    /// The members, sorted by path: `d/ 0:0`, `d/f 0:1`, `h 1:2 = 0:1`, and `d/ -` for a directory that no layer lists.
    private func members(_ layers: [String]...) throws -> [String] {
        var tree = FileTree()
        for layer in layers { try tree.apply(try listing(layer)) }
        var lines: [String] = []
        var seen: Set<Int> = [tree.rootNumber]
        tree.forEachMember { member in
            #expect(seen.contains(member.parent) && tree.parent(of: member.number) == member.parent)
            seen.insert(member.number)
            let path = tree.pathBytes(of: member.number) ?? []
            #expect(tree.number(at: path, last: .kept) == member.number)
            var line = String(decoding: path, as: UTF8.self) + (member.isDirectory ? "/ " : " ")
            line += member.entry.map { "\($0.layer):\($0.entry)" } ?? "-"
            if let content = member.content, content != member.entry { line += " = \(content.layer):\(content.entry)" }
            lines.append(line)
        }
        #expect(seen.allSatisfy { $0 < tree.memberCount })
        return lines.sorted()
    }

    @Test func `a member comes from the last entry that names it`() throws {
        #expect(
            try members(["./", "d/", "d/f", "l -> d", "tty *"], ["d/", "d/g"])
                == ["/ 0:0", "d/ 1:0", "d/f 0:2", "d/g 1:1", "l 0:3", "tty 0:4"])
        #expect(try members(["f", "f", "d/", "d/"]) == ["/ -", "d/ 0:3", "f 0:1"])
        #expect(try members(["./", "f"], ["./"]) == ["/ 1:0", "f 0:1"])
        #expect(try members(["l -> a"], ["l -> a"]) == ["/ -", "l 1:0"])
    }

    @Test func `a directory that no layer lists comes from none`() throws {
        #expect(try members(["a/b/f"]) == ["/ -", "a/ -", "a/b/ -", "a/b/f 0:0"])
        #expect(try members(["a/b/f"], ["a/"], ["a/b/g"]) == ["/ -", "a/ 1:0", "a/b/ -", "a/b/f 0:0", "a/b/g 2:0"])
        #expect(try members(["a/b/f"], ["a/b/.wh.f"]) == ["/ -", "a/ -", "a/b/ -"])
    }

    @Test func `hard links have the content of one entry, wherever its name is now`() throws {
        #expect(try members(["f", "g = f", "h = g"]) == ["/ -", "f 0:0", "g 0:1 = 0:0", "h 0:2 = 0:0"])
        #expect(try members(["f"], ["g = f"], [".wh.f"]) == ["/ -", "g 1:0 = 0:0"])
        #expect(try members(["f", "g = f"], ["f"]) == ["/ -", "f 1:0", "g 0:1 = 0:0"])
        #expect(
            try members(["l -> x", "m = l", "tty *", "t = tty"])
                == ["/ -", "l 0:0", "m 0:1 = 0:0", "t 0:3 = 0:2", "tty 0:2"])
    }

    @Test func `an emptied directory keeps its entry`() throws {
        #expect(try members(["d/", "d/f"], ["d/.wh..wh..opq", "d/g"]) == ["/ -", "d/ 0:0", "d/g 1:1"])
        #expect(try members(["./", "f"], [".wh..wh..opq", "g"]) == ["/ 0:0", "g 1:1"])
    }

    @Test func `a directory in place of a link or a file comes from its entry`() throws {
        #expect(
            try members(["d/", "l -> d", "f"], ["l/", "l/x", "f/"])
                == ["/ -", "d/ 0:0", "f/ 1:2", "l/ 1:0", "l/x 1:1"])
    }

    @Test func `one entry alone is put where it is said to be`() throws {
        var tree = FileTree()
        try tree.add(entry("a/b/f 755 12"), at: MemberPosition(layer: 7, entry: 3))
        let number = try #require(tree.number(at: Array("a/b/f".utf8), last: .kept))
        #expect(tree.content(at: "a/b/f") == MemberPosition(layer: 7, entry: 3))
        #expect(tree.fileSize(of: number) == 12)
        #expect(tree.target(of: number) == nil)
        #expect(tree.lookUp("a/b/f").file?.layer == 7)
    }
}
