import PinModel
import Testing

@Suite struct TextPinsTests {
    @Test(arguments: [
        PinCase(
            "a.example/b:1@A\n# c.example/d@B\n\nalpine@C # why\nbusybox --platform=linux/arm64\n",
            ["1 a.example/b:1@A", "4 docker.io/library/alpine@C"], unpinned: 1),
        PinCase(
            "a.example/b@A --platform=linux/amd64 --platform=linux/arm64\r\nalpine:3\r\n", ["1 a.example/b@A"],
            unpinned: 1),
        PinCase("IMAGE := a.example/b:1@A\nrun:\n\tdocker run $(REG)/x@B\n", ["1 a.example/b:1@A"], unchecked: [3]),
        PinCase(
            "{\"image\":\"a.example/b@A\",\"x\":[\"docker://c.example/d@B\"]}", ["1 a.example/b@A", "1 c.example/d@B"]),
        PinCase(
            "x=\"a.example:5000/b@A\";y='c@B'z=`d@C`\n",
            ["1 a.example:5000/b@A", "1 docker.io/library/c@B", "1 docker.io/library/d@C"]),
        PinCase("image: https://a.example/b@A\n@B x @sha256:abc a@sha1:123\n", []),
        PinCase("${X}@A $Y@B ${Z}/x:1@C\n", [], unchecked: [1, 1, 1]),
        PinCase("[::1]:5000/app@A [c.example/d@B]\n", ["1 [::1]:5000/app@A", "1 c.example/d@B"]),
        PinCase("a.example/b@Aa\na.example/b@A.\n", ["2 a.example/b@A"]),
        PinCase("Some prose, with words.\nalpine\n", []),
        PinCase("from docker import x\nx@A\n", ["2 docker.io/library/x@A"]),
    ])
    func `any text is searched, and a list is counted`(example: PinCase) throws {
        try example.check(path: "images.txt")
    }

    @Test(arguments: [
        PinCase(
            "nodejs 20.1.0\na.example/b 1@A # why\na.example/c =B=\nd@C\n",
            ["2 a.example/b:1@A", "3 a.example/c@B", "4 docker.io/library/d@C"]),
        PinCase("app a.example/b:1@A\ndocker x:1@B\n", ["1 a.example/b:1@A", "2 docker.io/library/x:1@B"]),
        PinCase("Bad 1@A\n", [], unchecked: [1]),
    ])
    func `version lists`(example: PinCase) throws { try example.check(path: "x/.tool-versions") }

    @Test(arguments: [
        ("Dockerfile", "x", PinFile.Kind.dockerfile), ("a/Dockerfile.dev", "", .dockerfile),
        ("web.dockerfile", "", .dockerfile), ("Containerfile", "", .dockerfile), ("a.yaml", "", .yaml),
        ("A.YML", "", .yaml), (".tool-versions", "", .versions), ("x.txt", "alpine\n", .text),
        ("x", "# c\n\nARG A=1\nFROM x AS y\n", .dockerfile), ("x", "from here on\n", .text), ("x", "ARG\n", .text),
        ("x", "apiVersion: v1\n", .yaml), ("x", "# c\n---\n", .yaml), ("x", "", .text),
        ("dockerfile.yaml", "", .dockerfile),
        ("x", "FROM --platform=linux/amd64 x\n", .dockerfile),
    ])
    func `the kind is told by the name, else by the content`(path: String, text: String, kind: PinFile.Kind) {
        #expect(PinFile(path: path, bytes: Array(text.utf8)).kind == kind)
    }

    @Test(arguments: [
        ([0xFF, 0xFE, 0x61, 0], PinFileFlaw(line: 0, sentence: "it is UTF-16, and only UTF-8 is read")),
        (Array("a\nb\0".utf8), PinFileFlaw(line: 2, sentence: "it has a NUL byte, so it is not a text")),
    ])
    func `what is not UTF-8 text is refused`(bytes: [UInt8], flaw: PinFileFlaw) throws {
        for path in ["Dockerfile", "a.yaml", "a.txt"] { #expect(try PinSample.scan(bytes, path: path).flaw == flaw) }
    }
}
