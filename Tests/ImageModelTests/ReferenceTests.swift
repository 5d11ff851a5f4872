import ImageModel
import Testing

@Suite struct ReferenceTests {
    static let digest = "sha256:" + DigestTests.sha256
    static let path255 = String(repeating: "a", count: 255 - "docker.io/".count - 2) + "/b"
    static let tag128 = String(repeating: "t", count: 128)

    @Test(arguments: [
        // Docker Hub's short names.
        ("alpine", "docker.io/library/alpine:latest"),
        ("alpine:3.22", "docker.io/library/alpine:3.22"),
        ("grafana/grafana", "docker.io/grafana/grafana:latest"),
        ("docker.io/alpine", "docker.io/library/alpine:latest"),
        ("index.docker.io/library/alpine", "docker.io/library/alpine:latest"),
        ("registry-1.docker.io/a/b:c", "docker.io/a/b:c"),
        ("Docker.io/a/b", "docker.io/a/b:latest"),
        // A name with a dot, a colon or an uppercase letter before the first slash is a registry.
        ("quay.io/team/app", "quay.io/team/app:latest"),
        ("localhost/app", "localhost/app:latest"),
        ("LOCALDOMAIN/debian", "LOCALDOMAIN/debian:latest"),
        ("registry:5000/a/b/c:1", "registry:5000/a/b/c:1"),
        ("127.0.0.1:5000/app", "127.0.0.1:5000/app:latest"),
        ("[::1]:5000/app:1", "[::1]:5000/app:1"),
        ("[2001:db8::1]/app", "[2001:db8::1]/app:latest"),
        ("xn--n3h.example/app", "xn--n3h.example/app:latest"),
        // Without a slash, a colon begins a tag.
        ("localhost:5000", "docker.io/library/localhost:5000"),
        ("ghcr.io", "docker.io/library/ghcr.io:latest"),
        ("foo_bar.com:8080", "docker.io/library/foo_bar.com:8080"),
        // Digests.
        ("alpine@\(digest)", "docker.io/library/alpine@\(digest)"),
        ("alpine:3@\(digest)", "docker.io/library/alpine:3@\(digest)"),
        ("h.example:1/a@sha512:\(DigestTests.sha512)", "h.example:1/a@sha512:\(DigestTests.sha512)"),
        // The separators of a repository, and the characters of a tag.
        ("team/a.b_c__d---e/0", "docker.io/team/a.b_c__d---e/0:latest"),
        ("a:_Tag.1-x", "docker.io/library/a:_Tag.1-x"),
        ("a:\(tag128)", "docker.io/library/a:\(tag128)"),
        (path255, "docker.io/\(path255):latest"),
    ])
    func `a name is read as Docker reads it`(text: String, full: String) throws {
        let reference = try Reference(parsing: text)
        #expect(reference.description == full)
        #expect(try Reference(parsing: full) == reference)
    }

    @Test func `a name has its parts`() throws {
        let reference = try Reference(parsing: "[::1]:5000/team/app:1@\(Self.digest)")
        #expect(reference.registry == "[::1]:5000")
        #expect(reference.host == "::1")
        #expect(reference.port == 5000)
        #expect(reference.repository == "team/app")
        #expect(reference.name == "[::1]:5000/team/app")
        #expect(reference.tag == "1")
        #expect(reference.digest?.description == Self.digest)
    }

    @Test func `a name with only a digest has no tag, and one with neither has latest`() throws {
        #expect(try Reference(parsing: "a@\(Self.digest)").tag == nil)
        #expect(try Reference(parsing: "a").tag == "latest")
    }

    @Test func `pinning replaces tag and digest`() throws {
        let digest = try Digest(parsing: Self.digest)
        let pinned = try Reference(parsing: "quay.io/a:1").pinned(to: digest)
        #expect(pinned.description == "quay.io/a@\(Self.digest)")
    }

    @Test(arguments: [
        ("localhost/a", true), ("localhost:5000/a", true), ("LocalHost:5000/a", true), ("registry.localhost/a", true),
        ("127.0.0.1/a", true), ("127.255.255.254:80/a", true), ("[::1]/a", true), ("[0:0:0:0:0:0:0:1]:1/a", true),
        ("alpine", false), ("128.0.0.1/a", false), ("127.0.0.1.example.com/a", false), ("notlocalhost:1/a", false),
        ("localhost.example.com/a", false), ("[::2]/a", false), ("127.1:5000/a", false), ("127.0.0.01/a", false),
        ("0.0.0.0/a", false), ("localhost", false),
    ])
    func `loopback depends on the host only`(text: String, isLoopback: Bool) throws {
        #expect(try Reference(parsing: text).isLoopback == isLoopback)
    }
}
