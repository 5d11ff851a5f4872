import LayerModel
import TestSupport
import Testing

/// Where a file is, told by the upper layers: what is certain, and what is left to the whole tree.
struct UpperLayersTests {
    /// The answers to layers that are added from the top down.
    private func answers(to path: String, _ layers: [String]...) throws -> [UpperLayers.Answer] {
        var upper = UpperLayers(path: path)
        return try layers.map { upper.add(try listing($0)) }
    }

    @Test(
        arguments: [
            ("a file", "/etc/passwd", ["etc/", "etc/passwd"], .found(layer: 0, entry: 1)),
            (
                "its last entry", "etc/passwd", ["./", "./etc/", "./etc/passwd", "./etc/passwd"],
                .found(layer: 0, entry: 3)
            ),
            ("a link to its neighbour", "/etc/a", ["etc/", "etc/a -> b", "etc/b"], .found(layer: 0, entry: 2)),
            ("a link to a directory", "/l/b", ["d/", "d/b", "l -> ./d/"], .found(layer: 0, entry: 1)),
            ("a link out of the root", "/d/l", ["d/", "d/l -> ../../../x", "x"], .found(layer: 0, entry: 2)),
            ("an absolute link", "/d/l", ["d/", "d/l -> /x", "x"], .found(layer: 0, entry: 2)),
            ("another file", "/etc/passwd", ["etc/", "etc/group"], .openYet),
            ("a whiteout of a neighbour", "/etc/passwd", ["etc/", "etc/.wh.group"], .openYet),
            ("a link to what is below", "/l", ["l -> x"], .openYet),
            ("parents that may be links", "/etc/passwd", ["etc/passwd"], .undecided),
            ("parents that may be links, elsewhere", "/etc/passwd", ["etc/", "etc/passwd", "x/y"], .undecided),
            ("a parent behind its file", "/etc/passwd", ["etc/passwd", "etc/"], .undecided),
            ("a parent that becomes a link", "/d/a", ["d/", "d/a", "d -> e"], .undecided),
            ("its whiteout", "/etc/passwd", ["etc/", "etc/.wh.passwd"], .undecided),
            ("the whiteout of its directory", "/etc/passwd", [".wh.etc"], .undecided),
            ("an opaque directory", "/etc/passwd", ["etc/", "etc/.wh..wh..opq"], .undecided),
            ("an opaque root", "/etc/passwd", [".wh..wh..opq"], .undecided),
            ("a directory", "/etc", ["etc/"], .undecided),
            ("a device", "/dev/null", ["dev/", "dev/null *"], .undecided),
            ("a hard link", "/b", ["a", "b = a"], .undecided),
            ("a file in place of a directory", "/a/b", ["a"], .undecided),
            ("links in a circle", "/a", ["a -> b", "b -> a"], .undecided),
            ("a link through another directory", "/l", ["d/", "l -> d/../x", "x"], .undecided),
            ("a path that asks for a directory", "/etc/passwd/", ["etc/", "etc/passwd"], .undecided),
            ("a link that asks for a directory", "/l", ["x", "l -> x/"], .undecided),
            ("no path", "/", ["etc/"], .undecided),
            ("a path with ..", "/d/../x", ["d/", "x"], .undecided),
        ] as [(String, String, [String], UpperLayers.Answer)])
    func `one layer tells what is certain`(name: String, path: String, layer: [String], answer: UpperLayers.Answer)
        throws
    {
        #expect(try answers(to: path, layer) == [answer], "\(name)")
    }

    @Test func `a link at the end of the path is the answer if it is not followed`() throws {
        for (path, layers, answer) in [
            ("/l", [["l -> x"]], .found(layer: 0, entry: 0)),
            ("/d/l", [["x"], ["d/", "d/l -> x"]], .found(layer: 1, entry: 1)),
            ("/k/l", [["d/", "d/l -> x", "k -> d"]], .found(layer: 0, entry: 1)),
            ("/l/", [["d/", "l -> d"]], .undecided), ("/d", [["d/", "l -> d"]], .undecided),
        ] as [(String, [[String]], UpperLayers.Answer)] {
            var upper = UpperLayers(path: path, last: .kept)
            #expect(try layers.map { upper.add(try listing($0)) }.last == answer, "\(path)")
        }
    }

    @Test func `a layer below tells what those above leave open`() throws {
        #expect(try answers(to: "/d/a", ["d/", "d/b"], ["d/", "d/a"]) == [.openYet, .found(layer: 1, entry: 1)])
        #expect(
            try answers(to: "/l", ["l -> d/a"], ["d/", "d/b"], ["d/", "d/a"])
                == [.openYet, .openYet, .found(layer: 2, entry: 1)])
    }

    @Test func `a directory above replaces a link or a file below`() throws {
        #expect(
            try answers(to: "/bin/sh", ["bin/", "bin/x"], ["bin -> usr", "usr/", "usr/sh"]) == [.openYet, .undecided])
        #expect(try answers(to: "/a/b", ["a/"], ["a"]) == [.openYet, .undecided])
    }

    @Test func `a link leads back to the layers above`() throws {
        #expect(
            try answers(to: "/l", ["x"], ["l -> x", "x"]) == [.openYet, .found(layer: 0, entry: 0)])
    }

    @Test func `the whole tree tells where bytes are, also those of a hard link`() throws {
        let files = try tree(
            ["d/", "d/a 644 1", "d/b = d/a", "l -> d", "x"], ["d/", "d/a 644 1", "d/c = d/b", "l/e 644 9"])
        #expect(files.content(at: "/d/a") == MemberPosition(layer: 1, entry: 1))
        #expect(files.content(at: "/d/b") == MemberPosition(layer: 0, entry: 1))
        #expect(files.content(at: "/l/c") == MemberPosition(layer: 0, entry: 1))
        #expect(files.content(at: "/d/e") == MemberPosition(layer: 1, entry: 3))
        #expect(files.content(at: "/x") == MemberPosition(layer: 0, entry: 4))
        #expect(files.content(at: "/d") == nil && files.content(at: "/y") == nil)
    }

    /// Random layers over few names, so that links, whiteouts and files meet.
    @Test func `what is found is what the whole tree has`() throws {
        var generator = SeededGenerator.fromEnvironment("upper layers")
        var foundCount = 0
        for _ in 0..<4000 {
            let layers = (0..<Int.random(in: 1...3, using: &generator)).map { _ in Self.layer(&generator) }
            var tree = FileTree()
            let listings = try layers.map(listing)
            for listing in listings { try tree.apply(listing) }
            let path = "/" + Self.path(&generator)
            var upper = UpperLayers(path: path)
            for (number, listing) in listings.reversed().enumerated() {
                switch upper.add(listing) {
                case .found(let layer, let entry):
                    foundCount += 1
                    let position = MemberPosition(layer: layers.count - 1 - layer, entry: entry)
                    #expect(tree.content(at: path) == position, "\(path) in \(layers)")
                case .openYet where number < listings.count - 1: continue
                case .openYet, .undecided: break
                }
                break
            }
        }
        #expect(foundCount > 40)
    }

    private static func path(_ generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...3, using: &generator)).map { _ in
            ["a", "b", "c"].randomElement(using: &generator) ?? ""
        }
        .joined(separator: "/")
    }

    private static func layer(_ generator: inout SeededGenerator) -> [String] {
        var lines: [String] = []
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let path = path(&generator)
            // Parents are mostly there.
            let names = path.split(separator: "/")
            for count in 1..<max(2, names.count) where names.count > 1 && Int.random(in: 0..<12, using: &generator) > 0
            {
                lines.append(names.prefix(count).joined(separator: "/") + "/")
            }
            let parent = names.count > 1 ? names.dropLast().joined(separator: "/") + "/" : ""
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: lines.append(path + "/")
            case 1: lines.append("\(path) -> \(Self.path(&generator))")
            case 2: lines.append("\(path) -> /\(Self.path(&generator))")
            case 3: lines.append("\(path) -> ../\(Self.path(&generator))")
            case 4: lines.append("\(path) = \(Self.path(&generator))")
            case 5: lines.append("\(parent).wh.\(names.last ?? "")")
            case 6 where !parent.isEmpty: lines.append("\(parent).wh..wh..opq")
            default: lines.append(path)
            }
        }
        return lines
    }
}
