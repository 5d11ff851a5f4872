import LayerModel
import Testing

/// The merged tree, layer upon layer.
struct FileTreeTests {
    /// Layers, and what they make together.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let layers: [[String]]
        let tree: [String]

        init(_ name: String, _ layers: [[String]], _ tree: [String]) {
            (testDescription, self.layers, self.tree) = (name, layers, tree)
        }
    }

    static let rows = [
        Row("parents are implied", [["a/b/c"]], ["/a/ 755 @0", "/a/b/ 755 @0", "/a/b/c 644 @0"]),
        Row("a listed parent keeps its mode", [["a/ 700", "a/b"]], ["/a/ 700 @0", "/a/b 644 @0"]),
        Row(
            "a parent that is not listed again keeps its mode", [["tmp/ 1777"], ["tmp/f"]],
            ["/tmp/ 1777 @0", "/tmp/f 644 @1"]),
        Row("a whiteout hides a file", [["a", "b"], [".wh.a"]], ["/b 644 @0"]),
        Row("a whiteout hides a directory", [["a/b/c", "d"], [".wh.a"]], ["/d 644 @0"]),
        Row("a whiteout of what is not there is nothing", [["a"], [".wh.x", "y/.wh.z"]], ["/a 644 @0"]),
        Row("a whiteout of the lowest layer is nothing", [["a", ".wh.a"]], ["/a 644 @0"]),
        Row("whiteout, then file", [["x"], [".wh.x", "x 600"]], ["/x 600 @1"]),
        Row("file, then whiteout", [["x"], ["x 600", ".wh.x"]], ["/x 600 @1"]),
        Row(
            "directory with content, then its whiteout", [["x/old"], ["x/", "x/new", ".wh.x"]],
            ["/x/ 755 @1", "/x/new 644 @1"]),
        Row(
            "whiteout, then directory shows the new files only", [["x/old"], [".wh.x", "x/", "x/new"]],
            ["/x/ 755 @1", "/x/new 644 @1"]),
        Row(
            "an opaque directory loses what lower layers have",
            [["x/ 700", "x/old", "y"], ["x/new", "x/.wh..wh..opq"]],
            ["/x/ 700 @0", "/x/new 644 @1", "/y 644 @0"]),
        Row("an opaque root loses all", [["a/b", "c"], [".wh..wh..opq", "d"]], ["/d 644 @1"]),
        Row(
            "an opaque root twice", [["a"], [".wh..wh..opq", "b"], ["./.wh..wh..opq", "c/d"]],
            ["/c/ 755 @2", "/c/d 644 @2"]),
        Row("opaque in the layer after a whiteout", [["x/a"], [".wh.x"], ["x/b"], ["x/.wh..wh..opq"]], ["/x/ 755 @2"]),
        Row(
            "files of AUFS and odd whiteouts are nothing",
            [["a"], [".wh..wh.aufs", ".wh..wh.plnk/1.2", ".wh.", ".wh..", ".wh..."]], ["/a 644 @0"]),
        Row("a hard link within the layer", [["a 755 7", "b = a"]], ["/a 644 7 @0", "/b 644 7 @0"]),
        Row(
            "a hard link to a lower layer", [["d/a 600 7"], ["b = ./d/a"]],
            ["/b 644 7 @1", "/d/ 755 @0", "/d/a 644 7 @0"]),
        Row("a hard link to a link", [["a -> c", "b = a"]], ["/a -> c @0", "/b -> c @0"]),
        Row("a hard link to nothing is left out", [["b = a"]], []),
        Row("a hard link to a file that the layer takes away is left out", [["a"], ["b = a", ".wh.a"]], []),
        Row("a hard link to a directory is left out", [["a/", "b = a"]], ["/a/ 755 @0"]),
        Row("the target of a hard link comes later", [["b = a", "a"]], ["/a 644 @0"]),
        Row(
            "an entry below a link of a lower layer follows it", [["b/", "a -> b"], ["a/f"]],
            ["/a -> b @0", "/b/ 755 @0", "/b/f 644 @1"]),
        Row(
            "an absolute link stays inside the root", [["x/", "a -> /../../x"], ["a/f"]],
            ["/a -> /../../x @0", "/x/ 755 @0", "/x/f 644 @1"]),
        Row(
            "a link of the same layer is followed", [["lib -> usr/lib", "lib/ld.so 755"]],
            ["/lib -> usr/lib @0", "/usr/ 755 @0", "/usr/lib/ 755 @0", "/usr/lib/ld.so 755 @0"]),
        Row("a whiteout below a link follows it", [["b/f", "a -> b"], ["a/.wh.f"]], ["/a -> b @0", "/b/ 755 @0"]),
        Row(
            "a directory takes the place of a link", [["b/f", "a -> b"], ["a/ 700"]],
            ["/a/ 700 @1", "/b/ 755 @0", "/b/f 644 @0"]),
        Row(
            "a directory in the place of a link is opaque by itself",
            [["b/f", "a -> b"], ["a/", "a/.wh..wh..opq", "a/.wh.f", "a/g"]],
            ["/a/ 755 @1", "/a/g 644 @1", "/b/ 755 @0", "/b/f 644 @0"]),
        Row("a file takes the place of a directory", [["a/b/c"], ["a 755 3"]], ["/a 755 3 @1"]),
        Row("a file of the same layer takes the place of a directory", [["a/b/c", "a 755 3"]], ["/a 755 3 @0"]),
        Row("a directory takes the place of a file", [["a 755 3"], ["a/b"]], ["/a/ 755 @1", "/a/b 644 @1"]),
        Row(
            "what a removed directory held stays away", [["a/b/c"], [".wh.a"], ["a/d"]], ["/a/ 755 @2", "/a/d 644 @2"]),
        Row("a path twice: the last", [["a 600 1", "./a 755 2"]], ["/a 755 2 @0"]),
        Row(
            "spellings of paths", [["/a", "./b", "c//d", "e/../f", "../../g", "h/./i", "./"]],
            [
                "/a 644 @0", "/b 644 @0", "/c/ 755 @0", "/c/d 644 @0", "/f 644 @0", "/g 644 @0", "/h/ 755 @0",
                "/h/i 644 @0",
            ]),
        Row("devices", [["dev/null *"]], ["/dev/ 755 @0", "/dev/null * @0"]),
        Row("letters differ in case", [["a", "A"]], ["/A 644 @0", "/a 644 @0"]),
        Row(
            "entries below links that lead round are left out", [["a -> b", "b -> a"], ["a/f", "c"]],
            ["/a -> b @0", "/b -> a @0", "/c 644 @1"]),
        Row(
            "a link to nothing makes the directory", [["a -> x/y"], ["a/f"]],
            ["/a -> x/y @0", "/x/ 755 @1", "/x/y/ 755 @1", "/x/y/f 644 @1"]),
    ]

    @Test(arguments: rows)
    func `layers make the tree that the image specification describes`(row: Row) throws {
        var tree = FileTree()
        for layer in row.layers { try tree.apply(try listing(layer)) }
        #expect(tree.text == row.tree)
        #expect(tree.layerCount == row.layers.count)
    }

    @Test(arguments: [
        (["b = a"], LayerNote.hardLinkLeadsNowhere(path: "b", target: "a", layer: 0)),
        (["a/", "b = a"], .hardLinkLeadsNowhere(path: "b", target: "a", layer: 0)),
        (["a", "./a"], .repeatedPath(path: "./a", layer: 0)),
        (["a -> a", "a/b"], .linkLoop(path: "a/b", layer: 0)),
    ])
    func `what tools treat differently is noted`(layer: [String], note: LayerNote) throws {
        #expect(try tree(layer).notes == [note])
    }

    @Test func `names that no Linux system has are left out and noted`() throws {
        let long = String(repeating: "n", count: 255)
        let tree = try tree([long, long + "n", "d/" + long + "n/x", String(repeating: "d/", count: 2048) + "f"])
        #expect(tree.names(in: "/") == [long])
        #expect(tree.noteCount == 3)
        #expect(tree.notes.last == .pathsTooLong(count: 1, layer: 0))
    }

    @Test func `names are bytes and need not be UTF-8`() throws {
        var listing = LayerListing()
        for byte: UInt8 in [0xFF, 0xFE, 0x0A, 0x01] {
            try listing.append(LayerEntry(path: [byte], kind: .file(nil), mode: 0o644, size: UInt64(byte)))
        }
        var tree = FileTree()
        try tree.apply(listing)
        #expect(tree.names(in: "/").count == 4)
        #expect(tree.lookUp("\n").file?.size == 10)
    }

    @Test func `letters of Windows' names do not differ in case`() throws {
        let tree = try tree(
            ["Files/", "Files/Windows/System32/cmd.exe 755 5"], ["Files/WINDOWS/system32/CMD.EXE 755 6"],
            naming: .windows)
        #expect(tree.lookUp("/files/windows/SYSTEM32/Cmd.exe").file?.size == 6)
        #expect(tree.names(in: "Files/Windows/System32") == ["CMD.EXE"])
    }
}
