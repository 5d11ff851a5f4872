import CommandRendering
import ImageResolver
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

    @Test(arguments: [
        ("out", "out"), ("oci:out", "out"), ("./docker", "./docker"), ("oci:docker", "docker"), ("/a/b", "/a/b"),
    ])
    func `an output is a directory`(text: String, folder: String) throws {
        guard case .layout(folder) = try PullOutput(parsing: text) else {
            Issue.record("not the directory \(folder)")
            return
        }
    }

    @Test(arguments: [
        "-", "docker", "podman", "containerd", "containerd:k8s.io", "rootfs:x", "k3s:x", "oci-archive:x",
        "docker-archive:x",
        "image.tar",
    ])
    func `a reserved output is refused, and not taken for a directory`(text: String) {
        let error = #expect(throws: ResolverError.self) { try PullOutput(parsing: text) }
        #expect(error?.kind == .usage)
        #expect(error?.message.hasPrefix("the output '\(text)' is not supported") == true)
    }

    @Test(arguments: ["", "oci:"])
    func `an output without a directory is refused`(text: String) {
        let error = #expect(throws: ResolverError.self) { try PullOutput(parsing: text) }
        #expect(error?.kind == .usage)
        #expect(error?.message == "no directory is given")
    }
}
