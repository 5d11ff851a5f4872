import CommandRendering
import ImageResolver
import TestSupport
import Testing

struct OptionTextTests {
    @Test(
        arguments: [
            ("1", 1), ("500", 500), ("2K", 2_048), ("2k", 2_048), ("1.5M", 1_572_864), ("1G", 1 << 30),
            ("4503599627370497", 4_503_599_627_370_497), ("99999999999999999G", .max),
        ] as [(String, Int64)])
    func `a rate is a number of bytes, in units of 1024`(text: String, expected: Int64) {
        #expect(ByteRate(parsing: text)?.bytesPerSecond == expected)
    }

    @Test(arguments: ["", "0", "K", "-1", "+1", "1KB", "1 K", "1e3", "0x10", "1.2.3", ".", "nan", "inf", "１"])
    func `an invalid rate is refused`(text: String) {
        #expect(ByteRate(parsing: text) == nil)
    }

    @Test(arguments: [
        ("127.0.0.1:5000", "127.0.0.1", 5000), ("localhost:0", "localhost", 0), ("[::1]:65535", "::1", 65535),
    ])
    func `an address to listen on is a host and a port`(text: String, host: String, port: Int) throws {
        let address = try #require(ListenAddress(parsing: text))
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.description == text)
        #expect(address.url(port: port) == "http://" + text)
    }

    @Test(arguments: ["", "5000", ":5000", "localhost:", "localhost:65536", "localhost:-1", "::1:5000", "[]:1", "a:1b"])
    func `an address without host or port is refused`(text: String) {
        #expect(ListenAddress(parsing: text) == nil)
    }

    @Test(
        .userCase("N7"),
        arguments: [
            ("out", "out", nil), ("oci:out", "out", nil), ("./docker", "./docker", nil), ("oci:docker", "docker", nil),
            ("/a/b", "/a/b", nil), ("./a:b", "./a:b", nil), ("oci:out:v1", "out", "v1"),
            ("oci:/a/b:r.example:5000/app:1", "/a/b", "r.example:5000/app:1"), ("oci:dir:x", "dir", "x"),
        ] as [(String, String, String?)])
    func `an output is a directory, and a name behind a colon`(text: String, folder: String, name: String?) throws {
        guard case .layout(folder, name) = try PullOutput(parsing: text) else {
            Issue.record("not the directory \(folder)")
            return
        }
    }

    @Test(.userCase("L27")) func `an existing directory with colons is the one to write to`() throws {
        let folder = try TemporaryFolder()
        try folder.write("a:b/c:d/.keep", "")
        try folder.write("a:file", "")
        for (text, path, name) in [
            ("a:b", "a:b", nil), ("a:b:v1", "a:b", "v1"), ("a:b/c:d", "a:b/c:d", nil),
            ("a:b/c:d:x/y:1", "a:b/c:d", "x/y:1"),
            ("a:b/e:1", "a", "b/e:1"), ("a:file", "a", "file"),
        ] as [(String, String, String?)] {
            let path = folder.file(path)
            guard case .layout(path, name) = try PullOutput(parsing: "oci:" + folder.file(text)) else {
                Issue.record("\(text) is not the directory \(path)")
                continue
            }
        }
    }

    @Test(
        .userCase("N7"),
        arguments: [
            ("a.tar", .archive("a.tar")), ("d/a.tar", .archive("d/a.tar")), ("./a:b.tar", .archive("./a:b.tar")),
            ("oci-archive:a", .archive("a")), ("docker-archive:a.tar", .archive("a.tar")), ("-", .standardOutput),
            ("oci-archive:a.tar:v1", .archive("a.tar", name: "v1")),
            ("docker-archive:a.tar:host.example:5000/app:v1", .archive("a.tar", name: "host.example:5000/app:v1")),
            ("k3s:/var/images", .archives("/var/images")), ("k3s:a:b", .archives("a:b")),
            ("oci:a.tar", .layout("a.tar")), ("oci:-", .layout("-")), ("./-", .layout("./-")),
            ("docker", .docker), ("podman", .podman), ("./podman", .layout("./podman")),
            ("rootfs:x", .rootFileSystem("x")), ("./containerd", .layout("./containerd")),
            ("containerd", .containerd(ContainerdTarget())),
            ("containerd:k8s.io", .containerd(ContainerdTarget(namespace: "k8s.io"))),
        ] as [(String, PullOutput)])
    func `an output may be an archive, stdout, or a directory of archives`(text: String, output: PullOutput) throws {
        #expect(try PullOutput(parsing: text) == output)
    }

    @Test(arguments: [
        "image.tar.gz", "image.tgz", "dir:x",
        "docker://r.example/x", "docker-daemon:x:1", "out:v1",
        "containers-storage:x",
    ])
    func `a reserved output is refused, and not taken for a directory`(text: String) {
        let error = #expect(throws: ResolverError.self) { try PullOutput(parsing: text) }
        #expect(error?.kind == .usage)
        #expect(error?.message.hasPrefix("the output '\(text)' is not supported") == true)
    }

    @Test(
        .userCase("N7"),
        arguments: [
            ("dir:x", "use oci:DIR, an OCI layout"),
            ("docker://r.example/x", "use resolve copy or push to write to a registry"),
            ("out:v1", "use DIR or oci:DIR[:NAME] (oci:out:v1 for the directory 'out')"),
            ("docker-daemon:app:1", "use -o docker"),
            ("a.tar.zst", "use FILE.tar: archives are not compressed (oci:a.tar.zst for a directory of that name)"),
        ])
    func `the error for an output of another program says what to write`(text: String, answer: String) {
        let error = #expect(throws: ResolverError.self) { try PullOutput(parsing: text) }
        #expect(error?.message == "the output '\(text)' is not supported; \(answer)")
    }

    @Test(arguments: ["oci:x:", "oci:./x:", "oci:x:y:"])
    func `an output that ends in a colon has no name`(text: String) {
        let error = #expect(throws: ResolverError.self) { try PullOutput(parsing: text) }
        #expect(error?.message == "'\(text)' ends in ':' without a name for the image")
    }

    @Test(arguments: ["", "oci:", "oci::x"])
    func `an output without a directory is refused`(text: String) {
        let error = #expect(throws: ResolverError.self) { try PullOutput(parsing: text) }
        #expect(error?.kind == .usage)
        #expect(error?.message == "no directory is given")
    }

    @Test(arguments: ["oci-archive:", "docker-archive::x"])
    func `an output without a file is refused`(text: String) {
        let error = #expect(throws: ResolverError.self) { try PullOutput(parsing: text) }
        #expect(error?.message == "no file is given")
    }
}
