import PinModel
import Testing

/// The syntax is that of the Dockerfile reference and of BuildKit's parser.
@Suite struct DockerfilePinsTests {
    @Test(arguments: [
        PinCase("FROM alpine:3@A\n", ["1 docker.io/library/alpine:3@A"]),
        PinCase("FROM alpine@A", ["1 docker.io/library/alpine@A"]),
        PinCase("from --platform=$BUILDPLATFORM  reg.example:5000/x/y:1@A  as build\n", ["1 reg.example:5000/x/y:1@A"]),
        PinCase("\u{FEFF}FROM alpine@A\r\nRUN true\r\n", ["1 docker.io/library/alpine@A"]),
        PinCase("FROM alpine:3\nFROM scratch\n", [], unpinned: 1),
        // A stage is no image, whatever the case of its name.
        PinCase("FROM a.example/b@A AS Base\nFROM base\nCOPY --from=BASE /x /x\n", ["1 a.example/b@A"]),
        PinCase(
            "FROM a\nCOPY --chown=1 --from=b.example/c@B /x /y\nCOPY --from=0 /x /y\n", ["2 b.example/c@B"], unpinned: 1
        ),
        PinCase(
            "FROM a\nRUN --mount=type=bind,from=b.example/c@B,target=/c --network=none make\n", ["2 b.example/c@B"],
            unpinned: 1),
        PinCase("FROM a\nRUN --mount=\"type=bind\",\"from=b.example/c@B\" x\n", ["2 b.example/c@B"], unpinned: 1),
        PinCase(
            "FROM a\nONBUILD COPY --from=b.example/c@B / /\nONBUILD RUN --mount=from=d.example/e@C x\n",
            ["2 b.example/c@B", "3 d.example/e@C"], unpinned: 1),
        // Text after the flags is the shell's.
        PinCase(
            "FROM a\nRUN echo --mount=from=b.example/c@B\nCOPY x --from=b.example/c@B\nLABEL a=b.example/c@B\n", [],
            unpinned: 1),
        PinCase("# FROM alpine@A\nFROM b\n", [], unpinned: 1),
    ])
    func `images of stages, copies and mounts are found`(example: PinCase) throws {
        try example.check(path: "Dockerfile")
    }

    @Test(arguments: [
        PinCase(
            "# syntax=docker/dockerfile:1@A\nFROM x@B\n",
            ["1 docker.io/docker/dockerfile:1@A", "2 docker.io/library/x@B"]),
        PinCase("#Syntax = docker/dockerfile:1\nFROM x@B\n", ["2 docker.io/library/x@B"], unpinned: 1),
        PinCase("# escape=`\n# syntax=a.example/b@A\nFROM `\n  x@B\n", ["2 a.example/b@A", "4 docker.io/library/x@B"]),
        // A directive after another comment or an instruction is a comment.
        PinCase("# hello\n# syntax=a.example/b@A\nFROM x@B\n", ["3 docker.io/library/x@B"]),
        PinCase("FROM x@B\n# syntax=a.example/b@A\n", ["1 docker.io/library/x@B"]),
    ])
    func `directives count at the top of the file only`(example: PinCase) throws {
        try example.check(path: "app.Dockerfile")
    }

    @Test(arguments: [
        PinCase(
            "FROM \\\n\n  # remark\n\t--platform=linux/amd64 \\  \n  x@B \\\n  AS y\nFROM y\n",
            ["5 docker.io/library/x@B"]),
        PinCase("FROM x \\\\\nFROM y@B\n", ["2 docker.io/library/y@B"], unpinned: 1),
        // Continued in the middle of the digest: found, but not in one piece.
        PinCase(
            "FROM x@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
            ["1 docker.io/library/x@A!"]),
        PinCase("FROM a.example/b:1\\\n@A\n", ["2 a.example/b:1@A"]),
    ])
    func `instructions continue over lines, comments and blank lines`(example: PinCase) throws {
        try example.check(path: "Containerfile.dev")
    }

    @Test(arguments: [
        PinCase("FROM a\nRUN <<EOF\nFROM x@A\nEOF\nFROM y@B\n", ["5 docker.io/library/y@B"], unpinned: 1),
        PinCase(
            "FROM a\nRUN cat <<-'E1' 3<<\"E2\"\n\tFROM x@A\n\tE1\n E2\nE2\nFROM y@B\n", ["7 docker.io/library/y@B"],
            unpinned: 1),
        PinCase("FROM a\nRUN cat <<<word\nENV A=<<EOF\nFROM y@B\n", ["4 docker.io/library/y@B"], unpinned: 1),
    ])
    func `here-documents hold no instructions`(example: PinCase) throws {
        try example.check(path: "Dockerfile")
    }

    @Test(arguments: [
        PinCase("ARG BASE=x:1@A\nFROM $BASE\nFROM ${BASE} AS z\n", ["1 docker.io/library/x:1@A"]),
        PinCase("ARG V=1 D==A=\nFROM a.example/x:${V}@${D}\n", ["1 a.example/x:1@A"]),
        PinCase("ARG R=a.example\nARG I=\"$R/b\"\nFROM '${R}'/x\nFROM $I@A\n", ["4 a.example/b@A"], unchecked: [3]),
        PinCase(
            "ARG V\nFROM x:${V:-2@A}\nFROM x:${V-3@B}\nFROM y${V:+:1}@C\n",
            ["2 docker.io/library/x:2@A", "3 docker.io/library/x:3@B", "4 docker.io/library/y@C"]),
        PinCase(
            "ARG V=\nFROM x${V:-:2}@A\nFROM x${V-:3}@B\nFROM z:${V:-${W:-9}}@C\n",
            ["2 docker.io/library/x:2@A", "3 docker.io/library/x@B", "4 docker.io/library/z:9@C"]),
        // Known to the build only.
        PinCase(
            "FROM x:$TARGETARCH@A\nARG B\nFROM $B\nFROM ${B:?}@A\nFROM ${B#x}@A\nFROM x${B\n", [],
            unchecked: [1, 3, 4, 5, 6]),
        // An argument of a stage is not one of the file.
        PinCase("FROM a\nARG B=x@A\nFROM $B\nCOPY --from=$B / /\n", [], unpinned: 1, unchecked: [3, 4]),
        PinCase("ARG A=$A\nFROM x:$A\n", [], unchecked: [2]),
    ])
    func `build arguments with a default are replaced, and others are reported`(example: PinCase) throws {
        try example.check(path: "Dockerfile")
    }

    @Test func `arguments that double one another end at a limit`() throws {
        var text = "ARG A0=xxxxxxxxxxxxxxxx\n"
        for level in 1...40 { text += "ARG A\(level)=$A\(level - 1)$A\(level - 1)\n" }
        let scan = try PinSample.scan(text + "FROM $A40\n", path: "Dockerfile")
        #expect(scan.unchecked.map(\.line) == [42])
    }

    @Test func `a here-document without an end is named with its line`() throws {
        let scan = try PinSample.scan("FROM a\n\nRUN <<EOF\nx\n", path: "Dockerfile")
        #expect(scan.flaw == PinFileFlaw(line: 3, sentence: "the here-document 'EOF' has no end"))
    }
}
