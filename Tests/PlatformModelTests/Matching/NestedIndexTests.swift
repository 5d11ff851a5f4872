import Testing

@testable import PlatformModel

@Suite struct NestedIndexTests {
    @Test func `a declared native entry is final, and nothing is read`() {
        let judgement = matcher("linux/amd64").judge([undeclared(), nested(nil, nil), declared("linux/386")])
        #expect(judgement.chosen?.position == [2])
        #expect(judgement.toRead.isEmpty)
        #expect(judgement.reasons == ["undeclared-unreadable", "undeclared-unreadable", "compat32"])
    }

    @Test func `without one, every undeclared entry is read, even if a declared one runs emulated`() {
        let host = Host(
            platform: raw("linux/amd64"),
            emulators: [Emulator(handler: "qemu-aarch64", architecture: "arm64", fixesBinary: true)])
        let judgement = matcher(host) { $0.emulation = true }
            .judge([declared("linux/arm64"), undeclared(), declared("linux/s390x"), nested(nil, nil)])
        #expect(judgement.toRead == [[1], [3]])
        #expect(judgement.chosen?.position == [0])
        #expect(!judgement.onlyUnsupported)
    }

    @Test func `reading continues inside an undeclared index until everything is known`() {
        let first = matcher("linux/arm64").judge([
            undeclared(config("linux/amd64")), nested(nil, [undeclared(), declared("linux/amd64"), nested(nil, nil)]),
        ])
        #expect(first.toRead == [[1, 0], [1, 2]])
        #expect(first.chosen == nil)
        let second = matcher("linux/arm64").judge([
            undeclared(config("linux/amd64")),
            nested(
                nil,
                [undeclared(config("linux/arm/v7")), declared("linux/amd64"), nested(nil, [declared("linux/arm64")])]),
        ])
        #expect(second.toRead.isEmpty)
        #expect(second.chosen?.position == [1, 2, 0])
        #expect(second.chosen?.verdict.reason == "from-config")
        #expect(second.chosen?.verdict.detail == "platform not declared by the index")
        #expect(second.chosen?.verdict.acceptance?.rank.components == [1, 0, 0, 0, 0, 0, 0, 1, 2, 0])
        #expect(second.verdicts.map(\.position) == [[0], [1], [1, 0], [1, 1], [1, 2], [1, 2, 0]])
    }

    @Test func `a nested index that declares a platform ranks like an entry, and is read if it is the best`() {
        let unread = [declared("linux/amd64"), nested("linux/arm64", nil), declared("linux/arm64/v8")]
        let first = matcher("linux/arm64").judge(unread)
        #expect(first.toRead == [[1]])
        #expect(first.chosen?.position == [1])
        let inner = [declared("linux/amd64"), declared("linux/arm/v7"), declared("linux/arm64")]
        let second = matcher("linux/arm64").judge([
            declared("linux/amd64"), nested("linux/arm64", inner), declared("linux/arm64"),
        ])
        #expect(second.toRead.isEmpty)
        #expect(second.chosen?.position == [1, 2])
        #expect(second.chosen?.verdict.reason == "exact")
    }

    @Test func `a nested index without the platform that it declares gives way to the next entry`() {
        let judgement = matcher("linux/arm64").judge([
            nested("linux/arm64", [declared("linux/amd64")]), nested("linux/arm64", []), declared("linux/arm/v7"),
        ])
        #expect(judgement.chosen?.position == [2])
        #expect(judgement.reasons == ["architecture", "architecture", "empty-index", "compat32"])
        #expect(
            judgement.verdict(0)
                == "architecture: no entry of the nested index runs: amd64 is not arm64, the architecture of this host")
    }

    @Test func `the same rules apply inside a nested index that declares its platform`() {
        let judgement = matcher("linux/arm64").judge([
            undeclared(), nested("linux/arm64", [undeclared(), declared("linux/amd64")]),
        ])
        #expect(judgement.toRead == [[1, 0]])
        #expect(judgement.chosen?.position == [1])
        let inner = matcher("linux/arm64").judge([
            nested("linux/arm64", [undeclared(config("linux/arm64")), declared("linux/arm64/v8")])
        ])
        #expect(inner.chosen?.position == [0, 1])
    }

    @Test func `a nested index for another platform is not opened`() {
        let judgement = matcher("linux/arm64").judge([nested("linux/amd64", [declared("linux/arm64")])])
        #expect(judgement.chosen == nil)
        #expect(judgement.verdicts.map(\.position) == [[0]])
        #expect(judgement.reasons == ["architecture"])
    }

    /// Indexes nested `depth` times, around one entry.
    private static func nesting(_ depth: Int, _ entry: Candidate) -> Candidate {
        (0..<depth).reduce(entry) { inner, _ in nested(nil, [inner]) }
    }

    @Test func `indexes are followed four levels deep and no further`() {
        let reached = matcher("linux/amd64").judge([Self.nesting(4, declared("linux/amd64"))])
        #expect(reached.chosen?.position == [0, 0, 0, 0, 0])
        let missed = matcher("linux/amd64").judge([Self.nesting(5, declared("linux/amd64"))])
        #expect(missed.chosen == nil)
        #expect(missed.verdicts.last?.position == [0, 0, 0, 0, 0])
        #expect(missed.verdicts.last?.verdict.reason == "depth")
        #expect(missed.verdicts.last?.verdict.detail == "the index is nested more than 4 deep")
        #expect(missed.onlyUnsupported)
        #expect(matcher("linux/amd64").judge([Self.nesting(4000, declared("linux/amd64"))]).onlyUnsupported)
    }

    @Test func `the document that an entry points to can rule it out`() {
        let contents: [(Candidate.Content, String)] = [
            (.cycle, "cycle: the index contains itself"),
            (.tooDeep, "depth: the index is nested more than 4 deep"),
            (.index([]), "empty-index: the nested index has no entries"),
            (.unreadable("404 for sha256:ab"), "undeclared-unreadable: 404 for sha256:ab"),
            (.malformed("has no 'size'"), "malformed: has no 'size'"),
            (.artifact(configMediaType: "a/b"), "artifact: its config is 'a/b'"),
            (config("unknown/unknown"), "unknown-platform: os is 'unknown'"),
            (config("linux/arm64"), "architecture: arm64 is not amd64, the architecture of this host"),
            (.image(nil), "undeclared-unreadable: neither the entry nor its config names a platform"),
        ]
        let judgement = matcher("linux/amd64").judge(contents.map { undeclared($0.0) })
        for (index, content) in contents.enumerated() { #expect(judgement.verdict(index) == content.1) }
        #expect(judgement.chosen == nil)
        #expect(judgement.toRead.isEmpty)
    }

    @Test func `a single image whose config names no architecture is accepted with a note`() {
        let judgement = matcher("linux/amd64").judge([undeclared(.image(nil))])
        #expect(
            judgement.verdict(0) == "from-config: platform not declared by the index, its config names no architecture")
        #expect(judgement.chosen?.position == [0])
        #expect(matcher("linux/amd64").judge([undeclared(config("linux/arm64"))]).chosen == nil)
    }

    @Test func `at most sixteen undeclared entries are read`() {
        let unread = matcher("linux/amd64").judge((0..<20).map { _ in undeclared() })
        #expect(unread.toRead == (0..<16).map { [$0] })
        let detail = "undeclared-unreadable: declares no platform, and 16 such entries precede it"
        #expect(unread.verdict(16) == detail)
        let read = (0..<17).map { undeclared(config($0 == 16 ? "linux/amd64" : "linux/arm64")) }
        #expect(matcher("linux/amd64").judge(read).chosen == nil)
        #expect(matcher("linux/amd64").judge(Array(read.dropFirst())).chosen?.position == [15])
        #expect(matcher("linux/amd64").judge(read).toRead.isEmpty)
    }

    @Test func `the sixteen are counted level by level, through undeclared indexes`() {
        let inner = (0..<6).map { _ in undeclared() }
        let outer = (0..<10).map { _ in undeclared(config("linux/arm64")) }
        let judgement = matcher("linux/amd64").judge([nested(nil, inner), nested(nil, inner)] + outer)
        #expect(judgement.toRead == [[0, 0], [0, 1], [0, 2], [0, 3]])
        #expect(judgement.verdicts.first { $0.position == [1, 0] }?.verdict.reason == "undeclared-unreadable")
    }

    @Test func `filtered entries do not count among the sixteen`() {
        let dropped = Candidate(annotations: ["vnd.docker.reference.type": "x"], platform: nil)
        let judgement = matcher("linux/amd64").judge((0..<20).map { _ in dropped } + [undeclared()])
        #expect(judgement.toRead == [[20]])
    }

    @Test func `at most sixteen nested indexes that declare a platform are read`() {
        let broken = (0..<16).map { _ in nested("linux/amd64", [declared("linux/arm64")]) }
        let judgement = matcher("linux/amd64").judge(broken + [nested("linux/amd64", nil)])
        #expect(judgement.toRead.isEmpty)
        #expect(judgement.verdicts.last?.verdict.detail == "16 nested indexes were read before it")
        let fewer = matcher("linux/amd64").judge(broken.dropLast() + [nested("linux/amd64", nil)])
        #expect(fewer.toRead == [[15]])
    }
}
