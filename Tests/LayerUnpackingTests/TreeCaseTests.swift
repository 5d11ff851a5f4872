import LayerReading
import LayerUnpacking
import TestSupport
import Testing

/// The readings of the cases in which programs differ; the article `Unpacking` has the table.
struct TreeCaseTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let layers: [[[UInt8]]]
        let lines: [String]

        init(_ name: String, _ layers: [[[UInt8]]], _ lines: [String]) {
            testDescription = name
            self.layers = layers
            self.lines = lines
        }
    }

    static let cases: [Case] = [
        Case(
            "an entry below a link of a lower layer goes to where the link leads",
            [[folder("a"), link("b", to: "a")], [file("b/f", "x")]], ["a d 755", "a/f f 644 x", "b l a"]),
        Case(
            "an entry below an absolute link stays inside of the root",
            [[folder("a"), link("b", to: "/a")], [file("b/f", "x")]], ["a d 755", "a/f f 644 x", "b l /a"]),
        Case(
            "an entry below a link that leads out of the root stays inside of it",
            [[link("b", to: "../../a")], [file("b/f", "x")]], ["a d 755", "a/f f 644 x", "b l ../../a"]),
        Case(
            "an entry below a link of its own layer goes to where the link leads",
            [[folder("a"), link("b", to: "a"), file("b/f", "x")]], ["a d 755", "a/f f 644 x", "b l a"]),
        Case(
            "an entry below a link of its own layer may be in a directory of a lower layer",
            [[folder("a", mode: 0o700), file("a/g", "1")], [link("b", to: "a"), file("b/f", "x")]],
            ["a d 700", "a/f f 644 x", "a/g f 644 1", "b l a"]),
        Case(
            "a directory replaces a link", [[folder("a"), file("a/f", "1"), link("b", to: "a")], [folder("b")]],
            ["a d 755", "a/f f 644 1", "b d 755"]),
        Case(
            "a directory that is opaque hides what lower layers have in it",
            [[folder("a"), file("a/old", "1")], [folder("a"), file("a/new", "2"), file("a/.wh..wh..opq")]],
            ["a d 755", "a/new f 644 2"]),
        Case(
            "an opaque root hides everything", [[file("old", "1")], [file(".wh..wh..opq"), file("new", "2")]],
            ["new f 644 2"]),
        Case(
            "a whiteout hides a file, a link and a directory with its content",
            [
                [file("f", "1"), link("l", to: "f"), folder("d"), file("d/g", "2"), file("stays", "3")],
                [file(".wh.f"), file(".wh.l"), file(".wh.d")],
            ], ["stays f 644 3"]),
        Case(
            "a whiteout in front of its name hides lower layers only",
            [[file("x", "old")], [file(".wh.x"), file("x", "new")]], ["x f 644 new"]),
        Case(
            "a whiteout behind its name hides lower layers only",
            [[file("x", "old")], [file("x", "new"), file(".wh.x")]], ["x f 644 new"]),
        Case(
            "a whiteout and a directory of its name: the new content only",
            [[folder("x"), file("x/old", "1")], [file(".wh.x"), folder("x"), file("x/new", "2")]],
            ["x d 755", "x/new f 644 2"]),
        Case(
            "a directory with content and then its whiteout: the new content only",
            [[folder("x"), file("x/old", "1")], [folder("x"), file("x/new", "2"), file(".wh.x")]],
            ["x d 755", "x/new f 644 2"]),
        Case(
            "a whiteout below a link hides the file that the link leads to",
            [[folder("a"), file("a/f", "1"), link("b", to: "a")], [file("b/.wh.f")]], ["a d 755", "b l a"]),
        Case("a whiteout of nothing does nothing", [[file("f", "1")], [file("d/.wh.g")]], ["d d 755", "f f 644 1"]),
        Case(
            "files of AUFS are no content", [[file(".wh..wh.plnk/1", "x"), file(".wh..wh.aufs", "y"), file("f", "1")]],
            ["f f 644 1"]),
        Case(
            "a hard link to a file of a lower layer", [[file("a", "1")], [hardLink("b", to: "a")]],
            ["a f 644 1", "b f 644 1"]),
        Case(
            "a hard link through a link of a lower layer",
            [[folder("a"), file("a/f", "1"), link("l", to: "a")], [hardLink("b", to: "l/f")]],
            ["a d 755", "a/f f 644 1", "b f 644 1", "l l a"]),
        Case(
            "a hard link to a hard link to a file of a lower layer",
            [[file("a", "1")], [hardLink("b", to: "a"), hardLink("c", to: "b")]],
            ["a f 644 1", "b f 644 1", "c f 644 1"]),
        Case(
            "a hard link to a symbolic link is that link",
            [[link("l", to: "nowhere"), hardLink("m", to: "l")]], ["l l nowhere", "m l nowhere"]),
        Case(
            "a hard link to a file that the same layer hides keeps it",
            [[file("a", "1")], [file(".wh.a"), hardLink("b", to: "a")]], ["b f 644 1"]),
        Case(
            "a file replaces a directory, and a directory a file",
            [[folder("d"), file("d/f", "1"), file("e", "2")], [file("d", "3"), folder("e"), file("e/f", "4")]],
            ["d f 644 3", "e d 755", "e/f f 644 4"]),
        Case(
            "a path twice: the last entry counts",
            [[file("f", "1"), link("f", to: "g"), file("f", "2"), file("./f", "3")]], ["f f 644 3"]),
        Case(
            "a directory and then a file of its name", [[folder("f"), file("f/g", "1"), file("f", "2")]], ["f f 644 2"]),
        Case(
            "a file and then a directory of its name", [[file("f", "2"), folder("f"), file("f/g", "1")]],
            ["f d 755", "f/g f 644 1"]),
        Case(
            "absolute paths, empty components and `..` stay inside",
            [[file("/a", "1"), file("./b", "2"), file("c//d", "3"), file("c/../e", "4"), file("../../g", "5")]],
            ["a f 644 1", "b f 644 2", "c d 755", "c/d f 644 3", "e f 644 4", "g f 644 5"]),
        Case(
            "a directory that only lower layers list keeps its mode",
            [[folder("tmp", mode: 0o1777)], [file("tmp/f", "1")]], ["tmp d 1777", "tmp/f f 644 1"]),
        Case(
            "a directory that is listed again gets its new mode",
            [[folder("d", mode: 0o700), file("d/f", "1")], [folder("d", mode: 0o751)]],
            ["d d 751", "d/f f 644 1"]),
        Case(
            "modes are kept",
            [[file("s", mode: 0o4755), folder("g", mode: 0o2775), file("w", mode: 0o666), file("x", mode: 0o6711)]],
            ["g d 2775", "s f 4755 ", "w f 666 ", "x f 6711 "]),
        Case(
            "files in a directory that hands down its group have their own",
            [[folder("g", mode: 0o2775), folder("g/d")]],
            ["g d 2775", "g/d d 755"]),
        Case(
            "a hard link's own mode is applied",
            [[file("a", "1"), SampleTar.member("b", type: "1", mode: 0o600, target: "a")]],
            ["a f 600 1", "b f 600 1"]),
        Case("a pipe", [[SampleTar.member("p", type: "6", mode: 0o600)]], ["p p 600"]),
    ]

    @Test(arguments: cases)
    func `each case is read as the table says`(sample: Case) throws {
        #expect(try SampleTree(sample.layers).lines() == sample.lines)
    }

    @Test func `names of one file stay one file, also across layers`() throws {
        let tree = try SampleTree([[file("a", "1"), hardLink("b", to: "a")], [hardLink("c", to: "b")]])
        let numbers = try ["a", "b", "c"].map { try tree.status($0).st_ino }
        #expect(Set(numbers).count == 1)
        #expect(try tree.status("a").st_nlink == 3)
    }

    @Test func `times are kept: of files, links, and directories that are written to later`() throws {
        let tree = try SampleTree([
            [folder("d", time: 1_000_000_000), file("d/f", "1", time: 1_234_567_890)],
            [folder("e", time: 1_100_000_000), file("e/g"), file("d/h", "2"), file(".wh.nothing")],
        ])
        #expect(try tree.status("d").st_mtim.tv_sec == 1_000_000_000)
        #expect(try tree.status("d/f").st_mtim.tv_sec == 1_234_567_890)
        #expect(try tree.status("e").st_mtim.tv_sec == 1_100_000_000)
    }

    @Test func `times have nanoseconds, and may be before 1970`() throws {
        let record = SampleTar.extended([("mtime", Array("-3600.25".utf8))])
        let tree = try SampleTree([[record, file("f")]])
        #expect(try tree.status("f").st_mtim.tv_sec == -3601)
        #expect(try tree.status("f").st_mtim.tv_nsec == 750_000_000)
    }

    @Test func `the entry of the root sets its mode and time`() throws {
        let tree = try SampleTree([[folder("./", mode: 0o711, time: 1_000_000_000), file("f")], [file("g")]])
        #expect(try tree.status(".").st_mode & 0o7777 == 0o711)
        #expect(try tree.status(".").st_mtim.tv_sec == 1_000_000_000)
        #expect(try SampleTree([[file("f")]]).status(".").st_mode & 0o7777 == 0o755)
    }

    @Test func `a hole at the end is part of the file`() throws {
        let sparse = [
            ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", "f"),
            ("GNU.sparse.realsize", "4096"),
        ]
        let map = Array("1\n0\n3\n".utf8)
        let content = map + [UInt8](repeating: 0, count: 512 - map.count) + Array("abc".utf8)
        let tree = try SampleTree([
            [
                SampleTar.extended(sparse.map { (key: $0, value: Array($1.utf8)) }),
                SampleTar.member("GNUSparseFile.0/f", content: content),
            ]
        ])
        #expect(try tree.bytes("f") == Array("abc".utf8) + [UInt8](repeating: 0, count: 4093))
    }

    @Test func `extended attributes are kept, except for those that hide files on overlayfs`() throws {
        let records = [("SCHILY.xattr.user.note", "hello"), ("SCHILY.xattr.trusted.overlay.opaque", "y")]
        let tree = try SampleTree([
            [SampleTar.extended(records.map { (key: $0, value: Array($1.utf8)) }), file("f", mode: 0o444)]
        ])
        #expect(tree.notes.counts[.overlayAttributeLeftOut] == 1)
        // A file system without such attributes is noted, too.
        #expect(tree.notes.counts[.attributeRefused] == nil)
    }

    @Test func `extended attributes that no file system takes are left out, and the file stays`() throws {
        let records = [
            (key: "SCHILY.xattr.user.big", value: [UInt8](repeating: 0x76, count: 70000)),
            (key: "SCHILY.xattr.user." + String(repeating: "n", count: 300), value: [0x76]),
        ]
        let tree = try SampleTree([[SampleTar.extended(records), file("f", "1"), file("g", "2")]])
        #expect(try tree.lines() == ["f f 644 1", "g f 644 2"])
        #expect(tree.notes.counts[.attributeRefused] == 2)
    }

    @Test(arguments: [
        ([[hardLink("b", to: "a")]], MemberFault.missingTarget(Array("a".utf8))),
        ([[hardLink("b", to: "a"), file("a")]], .missingTarget(Array("a".utf8))),
        ([[folder("a"), hardLink("b", to: "a")]], .linkToDirectory(Array("a".utf8))),
        ([[folder("a")], [hardLink("b", to: "a")]], .linkToDirectory(Array("a".utf8))),
        ([[file("a"), file("a/b")]], .parentNotDirectory),
        ([[file("a")], [file("a/b")]], .parentNotDirectory),
        ([[link("a", to: "b"), link("b", to: "a"), file("a/c")]], .linkLoop),
        ([[link("a", to: "b"), link("b", to: "a")], [file("a/c")]], .linkLoop),
        ([[file(String(repeating: "n", count: 90) + "/..")]], .replacesRoot),
        ([[SampleTar.extended([(key: "uid", value: Array("4294967296".utf8))]), file("a")]], .ownerTooLarge(1 << 32)),
        ([[SampleTar.extended([(key: "gid", value: Array("8589934592".utf8))]), file("a")]], .ownerTooLarge(1 << 33)),
    ])
    func `what cannot become a file is refused`(layers: [[[UInt8]]], fault: MemberFault) {
        guard case .refusedMember(_, fault)? = SampleTree.error(layers) else {
            Issue.record("\(String(describing: SampleTree.error(layers)))")
            return
        }
    }

    @Test func `a path with too many levels is refused`() {
        let deep = Array(String(repeating: "d/", count: 300).utf8) + Array("f".utf8)
        let layers = [[SampleTar.long(deep), file("short")]]
        guard case .refusedMember(_, .tooDeep(levels: 200))? = SampleTree.error(layers) else {
            Issue.record("\(String(describing: SampleTree.error(layers)))")
            return
        }
    }

    @Test func `devices are created when asked for only`() throws {
        let layers = [[SampleTar.member("null", type: "3", mode: 0o666, device: (1, 3)), file("f", "1")]]
        let tree = try SampleTree(layers)
        #expect(try tree.lines() == ["f f 644 1"])
        #expect(tree.notes.sentences == ["1 device was left out; --devices creates devices, as root"])
    }
}
