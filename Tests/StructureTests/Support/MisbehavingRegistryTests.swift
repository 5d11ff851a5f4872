import TestSupport
import Testing

/// The registry that misbehaves, when nothing tells it to.
struct MisbehavingRegistryTests {
    private let registry: MisbehavingRegistry
    private let image = SampleImages.sixPlatforms()
    private let accept = "Accept: " + SampleImages.sixPlatforms().root.mediaType

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1", "2", "3"])
    }

    @Test func `a manifest is served by tag and by digest, with its type, its digest and its exact bytes`() throws {
        for reference in ["1", image.digest] {
            let reply = try Curl("\(registry.url)/v2/team/app/manifests/\(reference)", "-H", accept)
            #expect(reply.status == 200)
            #expect(reply.body == image.root.bytes)
            #expect(reply.head.contains("Content-Type: \(image.root.mediaType)\r\n"))
            #expect(reply.head.contains("Docker-Content-Digest: \(image.digest)\r\n"))
        }
    }

    @Test(arguments: [
        ("/v2/", 200), ("/v2/team/app/manifests/none", 404), ("/v2/none/manifests/1", 404),
        ("/v2/team/app/blobs/sha256:00", 404), ("/elsewhere", 404),
    ])
    func `what there is gets 200, what there is not gets 404`(path: String, status: Int) throws {
        #expect(try Curl(registry.url + path, "-H", accept).status == status)
    }

    @Test func `a manifest is not given to who does not name its type`() throws {
        #expect(try Curl(registry.url + "/v2/team/app/manifests/1").status == 404)
    }

    @Test func `HEAD gives the length and no body`() throws {
        let reply = try Curl(registry.url + "/v2/team/app/manifests/1", "-H", accept, "--head")
        #expect(reply.status == 200)
        #expect(reply.head.contains("Content-Length: \(image.root.size)\r\n"))
        #expect(registry.log.last?.bytesSent == 0)
    }

    @Test(arguments: [
        ("0-9", 206, 0..<10), ("100-", 206, 100..<1000), ("-5", 206, 995..<1000), ("990-2000", 206, 990..<1000),
        ("1000-", 416, 0..<0),
    ])
    func `a range gets that part, and 416 beyond the end`(range: String, status: Int, part: Range<Int>) throws {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        registry.put(target: "/file?a=b", bytes)
        let reply = try Curl(registry.url + "/file?a=b", "-r", range)
        #expect(reply.status == status)
        #expect(reply.body == Array(bytes[part]))
        let label = status == 416 ? "bytes */1000" : "bytes \(part.lowerBound)-\(part.upperBound - 1)/1000"
        #expect(reply.head.contains("Content-Range: \(label)\r\n"))
    }

    @Test func `connections stay, and the log tells them apart and counts the bytes`() throws {
        let layer = try #require(image.child(0).layers.first)
        let url = "\(registry.url)/v2/team/app/blobs/\(layer.digest)"
        let folder = try TemporaryFolder()
        try runChecked("curl", ["-s", "-o", folder.file("a"), url, "-o", folder.file("b"), url])
        try runChecked("curl", ["-s", "-o", folder.file("c"), url])
        #expect(registry.log.map(\.connection) == [1, 1, 2])
        #expect(registry.connectionCount == 2)
        let sent = registry.requests(to: .matching("blobs/sha256:[0-9a-f]{64}$")).map(\.bytesSent)
        #expect(sent == [layer.size, layer.size, layer.size])
        registry.clearLog()
        #expect(registry.log.isEmpty)
    }

    @Test func `tags come in pages with a link to the next`() throws {
        let first = try Curl(registry.url + "/v2/team/app/tags/list?n=2")
        #expect(String(decoding: first.body, as: UTF8.self) == #"{"name":"team/app","tags":["1","2"]}"#)
        #expect(first.head.contains(#"Link: </v2/team/app/tags/list?n=2&last=2>; rel="next""#))
        let last = try Curl(registry.url + "/v2/team/app/tags/list?n=2&last=2")
        #expect(!last.head.contains("Link:"))
    }

    @Test(arguments: ["127.0.0.1", "127.0.0.2", "::1"])
    func `it listens on the loopback address it is given`(address: String) throws {
        let other = try MisbehavingRegistry(address: address)
        #expect(try Curl(other.url + "/v2/").status == 200)
    }

    @Test func `it answers as a proxy for any host, from what it holds itself`() throws {
        let reply = try Curl("http://registry.example/v2/", "-x", registry.url)
        #expect(reply.status == 200)
        #expect(registry.log.last?.target == "http://registry.example/v2/")
        #expect(registry.log.last?.path == "/v2/")
    }

    @Test func `a stopped registry refuses connections`() throws {
        registry.stop()
        #expect(try Curl(registry.url + "/v2/").exit != 0)
    }
}
