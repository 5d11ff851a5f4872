import LayerModel
import Testing

/// Paths in a merged tree, with links as RESOLVE_IN_ROOT follows them.
struct LookUpTests {
    private static let layers = [
        [
            "usr/bin/env 755 9", "bin -> usr/bin", "lib64 -> /usr/lib64", "usr/lib64/ld.so -> ../lib/x/ld-2.so",
            "usr/lib/x/ld-2.so 755 5", "loop -> loop2", "loop2 -> loop", "dangling -> /no/where", "up -> ../../../etc",
            "etc/passwd", "dir/", "d -> dir/", "f -> etc/passwd/",
        ],
        ["usr/bin/sh -> env"],
    ]

    private func answer(_ path: String, last: FileTree.LastLink = .followed) throws -> String {
        let tree = try tree(Self.layers[0], Self.layers[1])
        let lookUp = tree.lookUp(path, last: last)
        let links = lookUp.links.map(\.path).joined(separator: " ")
        let start = links.isEmpty ? "" : "[\(links)] "
        switch lookUp.outcome {
        case .found(let file): return "\(start)\(file.path) @\(file.layer)"
        case .missing(let part): return "\(start)no \(part)"
        case .notDirectory(let file): return "\(start)no directory: \(file.path)"
        case .loop(let file): return "loop at \(file.path) after \(lookUp.links.count)"
        case .tooLong: return "too long"
        }
    }

    @Test(arguments: [
        ("/usr/bin/env", "/usr/bin/env @0"), ("usr//bin/./env", "/usr/bin/env @0"), ("/", "/ @0"), ("", "/ @0"),
        ("/..", "/ @0"), ("/../../usr", "/usr @0"), ("/usr/../bin/env", "[/bin] /usr/bin/env @0"),
        ("/bin/../lib", "[/bin] /usr/lib @0"), ("/bin/sh", "[/bin /usr/bin/sh] /usr/bin/env @0"),
        ("/lib64/ld.so", "[/lib64 /usr/lib64/ld.so] /usr/lib/x/ld-2.so @0"), ("/up/passwd", "[/up] /etc/passwd @0"),
        ("/d", "[/d] /dir @0"), ("/dir/", "/dir @0"), ("/etc/passwd/", "no directory: /etc/passwd"),
        ("/etc/passwd/..", "no directory: /etc/passwd"), ("/f", "[/f] no directory: /etc/passwd"),
        ("/usr/bin/bash", "no /usr/bin/bash"), ("/opt/app/run", "no /opt"), ("/bin/x/y", "[/bin] no /usr/bin/x"),
        ("/dangling", "[/dangling] no /no"), ("/loop", "loop at /loop after 40"),
    ])
    func `a path leads through links inside the root`(path: String, expected: String) throws {
        #expect(try answer(path) == expected)
    }

    @Test(arguments: [
        ("/bin", "/bin @0"), ("/bin/sh", "[/bin] /usr/bin/sh @1"), ("/bin/", "[/bin] /usr/bin @0"),
        ("/loop", "/loop @0"),
    ])
    func `a link at the end can be kept`(path: String, expected: String) throws {
        #expect(try answer(path, last: .kept) == expected)
    }

    @Test func `40 links are followed, and not one more`() throws {
        let links = (1...41).map { "l\($0) -> l\($0 - 1)" }
        let tree = try tree(["l0"] + links)
        #expect(tree.lookUp("l40").file?.path == "/l0")
        #expect(tree.lookUp("l41").file == nil)
    }

    @Test func `a path of more than 4096 bytes is not looked up`() throws {
        #expect(try answer(String(repeating: "/", count: 4096)) == "/ @0")
        #expect(try answer(String(repeating: "/", count: 4097)) == "too long")
    }

    @Test func `Windows' links may have backslashes and a drive`() throws {
        let tree = try tree(
            ["Files/app/run.exe 755 4", "Files/link -> C:\\App", "Files/other -> .\\app\\run.exe"], naming: .windows)
        #expect(tree.lookUp("Files/link/run.exe").file?.size == 4)
        #expect(tree.lookUp("files\\other").file?.size == 4)
    }

    @Test func `names and paths are found for messages`() throws {
        let tree = try tree(Self.layers[0], Self.layers[1], ["opt/env", ".wh.loop"])
        #expect(tree.names(in: "/bin") == ["env", "sh"])
        #expect(tree.names(in: "/none").isEmpty)
        #expect(tree.paths(named: "env") == ["/usr/bin/env", "/opt/env"])
        #expect(tree.paths(named: "loop").isEmpty)
    }
}
