import LayerModel
import LayerReading
import TestSupport
import Testing

/// The entries of a layer: what tar's headers say.
struct EntryTests {
    @Test func `each kind of member is an entry of its kind, with its mode`() throws {
        let tar =
            SampleTar.member("bin/", type: "5", mode: 0o1777)
            + SampleTar.member("bin/su", content: Array("#!/bin/sh\n".utf8), mode: 0o4755)
            + SampleTar.member("bin/old", type: "\0", content: [1])
            + SampleTar.member("bin/link", type: "2", mode: 0o777, target: "../bin/su")
            + SampleTar.member("bin/hard", type: "1", target: "bin/su")
            + SampleTar.member("dev/null", type: "3") + SampleTar.member("dev/sda", type: "4")
            + SampleTar.member("run/pipe", type: "6") + SampleTar.member("bin/contiguous", type: "7", content: [1, 2])
            + SampleTar.member("bin/.wh.gone") + SampleTar.end
        let layer = try ReadLayer(tar)
        let expected: [(String, String, UInt16, UInt64)] = [
            ("bin/", "directory", 0o1777, 0), ("bin/su", "file", 0o4755, 10), ("bin/old", "file", 0o644, 1),
            ("bin/link", "symbolic link to ../bin/su", 0o777, 0), ("bin/hard", "hard link to bin/su", 0o644, 0),
            ("dev/null", "special", 0o644, 0), ("dev/sda", "special", 0o644, 0), ("run/pipe", "special", 0o644, 0),
            ("bin/contiguous", "file", 0o644, 2), ("bin/.wh.gone", "file", 0o644, 0),
        ]
        #expect(layer.entries.count == expected.count)
        #expect(layer.summary.entries == expected.count)
        for (entry, (path, kind, mode, size)) in zip(layer.entries, expected) {
            #expect(String(decoding: entry.path, as: UTF8.self) == path)
            #expect(entry.kind.name == kind, "\(path)")
            #expect(entry.mode == mode, "\(path)")
            #expect(entry.size == size, "\(path)")
        }
    }

    // Linux's paths are bytes. libarchive converts those of extended headers from UTF-8 to the encoding of the locale.
    @Test(arguments: [
        Array("a/../../etc/passwd".utf8), Array("/absolute".utf8), Array("./dot".utf8), Array("a//b".utf8),
        Array("caf\u{E9}".utf8), Array("cafe\u{301}".utf8), [0x66, 0xFF, 0xFE, 0x80], Array("back\\slash".utf8),
        Array("new\nline".utf8), Array("日本語".utf8), [0xC0, 0xAF], [0xED, 0xA0, 0x80], Array("... ".utf8),
        Array("trailing ".utf8),
    ])
    func `a path is passed on as its bytes are in every form of header`(path: [UInt8]) throws {
        let forms = [
            SampleTar.member(path),
            SampleTar.extended([("path", path)]) + SampleTar.member("short"),
            SampleTar.extended([("hdrcharset", Array("BINARY".utf8)), ("path", path)]) + SampleTar.member("short"),
            SampleTar.long(path) + SampleTar.member("short"),
        ]
        for form in forms {
            #expect(try ReadLayer(form + SampleTar.end).entries.map(\.path) == [path])
        }
    }

    @Test(arguments: [Array("../lib".utf8), Array("/usr/lib".utf8), [0x61, 0xFF], Array("cafe\u{301}".utf8)])
    func `a target is passed on as its bytes are in every form of header`(target: [UInt8]) throws {
        for (type, kind) in [
            (Character("2"), LayerEntry.Kind.symbolicLink(target: target)), ("1", .hardLink(target: target)),
        ] {
            let forms = [
                SampleTar.member(Array("a".utf8), type: type, target: target),
                SampleTar.extended([("linkpath", target)]) + SampleTar.member("a", type: type, target: "short"),
                SampleTar.long(target, type: "K") + SampleTar.member("a", type: type, target: "short"),
            ]
            for form in forms {
                #expect(try ReadLayer(form + SampleTar.end).entries.map(\.kind) == [kind])
            }
        }
    }

    @Test func `long paths arrive whole, up to the limit`() throws {
        for count in [100, 101, 255, 256, 4096, 60_000] {
            let path = Array("d/".utf8) + [UInt8](repeating: 0x61, count: count - 2)
            let gnu = SampleTar.long(path) + SampleTar.member("short") + SampleTar.end
            let pax = SampleTar.extended([("path", path)]) + SampleTar.member("short") + SampleTar.end
            #expect(try ReadLayer(gnu).entries.map(\.path) == [path])
            #expect(try ReadLayer(pax).entries.map(\.path) == [path])
        }
        let tooLong = [UInt8](repeating: 0x61, count: 65537)
        for form in [
            SampleTar.long(tooLong) + SampleTar.member("short"),
            SampleTar.extended([("linkpath", tooLong)]) + SampleTar.member("short", type: "2", target: "t"),
        ] {
            #expect(try ReadLayer.error(form + SampleTar.end) == .pathTooLong(entry: 1, limitBytes: 65536))
        }
    }

    @Test func `the same path may come twice, and its entries stay in order`() throws {
        let tar =
            SampleTar.member("a", content: [1]) + SampleTar.member("a", type: "2", target: "b")
            + SampleTar.member("a", content: [1, 2, 3])
        #expect(try ReadLayer(tar + SampleTar.end).entries.map(\.kind.name) == ["file", "symbolic link to b", "file"])
    }

    // Go's archive/tar, which Docker and containerd read layers with, takes all of these.
    @Test func `an archive may be empty, end without zeros, or have something behind its end`() throws {
        let member = SampleTar.member("a", content: [1])
        let noise = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 1) }
        for (tar, count) in [
            ([], 0), (SampleTar.end, 0), ([UInt8](repeating: 0, count: 10240), 0), (member, 1),
            (member + [UInt8](repeating: 0, count: 512), 1), (member + SampleTar.end + noise, 1),
        ] {
            let layer = try ReadLayer(tar)
            #expect(layer.entries.count == count)
            #expect(layer.summary.uncompressedBytes == Int64(tar.count))
        }
    }

    @Test func `global extended headers are no entries`() throws {
        let tar = SampleTar.extended([("comment", Array("git".utf8))], type: "g") + SampleTar.member("a")
        #expect(try ReadLayer(tar + SampleTar.end).entries.map(\.path) == [Array("a".utf8)])
    }

    @Test func `a hard link with content of its own is a link`() throws {
        let tar =
            SampleTar.extended([("size", Array("3".utf8))])
            + SampleTar.member(Array("b".utf8), type: "1", content: [1, 2, 3], target: Array("a".utf8))
            + SampleTar.member("c")
        let layer = try ReadLayer(tar + SampleTar.end)
        #expect(layer.entries.map(\.kind.name) == ["hard link to a", "file"])
    }

    // GNU tar 1.34, which writes the holes of sparse files in four ways.
    @Test(arguments: [
        ["--format=gnu"], ["--format=pax", "--sparse-version=0.0"], ["--format=pax", "--sparse-version=0.1"],
        ["--format=pax", "--sparse-version=1.0"],
    ])
    func `a sparse file has its whole size, and zeros in its holes`(options: [String]) throws {
        let folder = try TemporaryFolder()
        var program = try SampleProgram.bytes("busybox-armhf")
        program.append(contentsOf: [UInt8](repeating: 0, count: 1 << 20))
        let raw = folder.file("program")
        try folder.write("program", program)
        try runChecked("fallocate", ["--dig-holes", raw])
        try runChecked("truncate", ["-s", "20G", folder.file("hole")])
        try folder.write("last", "#!/bin/sh\n")
        let tar = try runChecked(
            "tar", ["-S", "-c", "-C", folder.path] + options + ["program", "hole", "last"]
        ).stdout
        #expect(tar.count < program.count)
        let layer = try ReadLayer(tar)
        #expect(layer.entries.map { String(decoding: $0.path, as: UTF8.self) } == ["program", "hole", "last"])
        #expect(layer.entries.map(\.size) == [UInt64(program.count), 20 << 30, 10])
        #expect(layer.entries[0].kind == .file(try ReadLayer.binary(program)))
        #expect(layer.entries[1].kind.content == .other(.data))
    }
}

extension LayerEntry.Kind {
    /// A word for the kind, with the target of a link.
    var name: String {
        switch self {
        case .file: "file"
        case .directory: "directory"
        case .symbolicLink(let target): "symbolic link to " + String(decoding: target, as: UTF8.self)
        case .hardLink(let target): "hard link to " + String(decoding: target, as: UTF8.self)
        case .special: "special"
        }
    }
}
