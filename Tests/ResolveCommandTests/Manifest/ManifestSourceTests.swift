import TestSupport
import Testing

/// Where the images of a list come from.
struct ManifestSourceTests {
    private let bench: ManifestBench

    init() throws {
        bench = try ManifestBench()
    }

    @Test func `images of another registry are sent, each blob once, and nothing twice`() throws {
        let other = try MisbehavingRegistry()
        let list = SampleImages.list(["linux/riscv64", "linux/s390x"], format: .docker)
        for (child, tag) in zip(list.children, ["riscv64", "s390x"]) { other.add(child, to: "lib", tags: [tag]) }
        let sources = ["riscv64", "s390x"].map { other.reference("lib:\($0)") }
        let heldBefore = try #require(bench.registry.content.repositories["team/app"]).blobs
        let result = try bench.run(["create", "--push", bench.list, bench.app("amd64")] + sources)
        #expect(result.status == 0, "\(result.errors)")
        let held = try #require(bench.registry.content.repositories["team/app"])
        for child in list.children { #expect(held.manifests[child.digest]?.bytes == child.root.bytes) }
        for blob in list.blobs { #expect(held.blobs[blob.digest] == blob.bytes) }
        let fetched = other.log.filter { $0.path.contains("/blobs/") && $0.status == 200 }.map(\.path)
        let missing = list.blobs.map(\.digest).filter { heldBefore[$0] == nil }
        #expect(Set(fetched) == Set(missing.map { "/v2/lib/blobs/\($0)" }))
        // The configs were read when the list was created.
        #expect(fetched.count { $0.contains(list.children[0].layers[1].digest) } == 1)
        other.clearLog()
        #expect(try bench.run(["create", "--push", bench.list, bench.app("amd64")] + sources).output == result.output)
        #expect(!other.log.contains { $0.path.contains(list.children[0].layers[0].digest) })
    }

    @Test func `tags are not read from a configured mirror, which may not have what was just pushed`() throws {
        let (mirror, home) = (try MisbehavingRegistry(), try TemporaryFolder())
        mirror.add(SampleImages.sixPlatforms(), to: "team/app", tags: ["amd64", "arm64", "multi"])
        try home.write(
            "containers/registries.conf",
            """
            [[registry]]
            location = "\(bench.registry.authority)"
            [[registry.mirror]]
            location = "\(mirror.authority)"
            """)
        let words = ["create", "--push", bench.list, bench.app("amd64"), bench.app("arm64")]
        let result = try bench.run(words, environment: ["XDG_CONFIG_HOME": home.path])
        #expect(result.status == 0, "\(result.errors)")
        #expect(mirror.log.isEmpty)
        #expect(bench.pushed() != nil)
    }

    @Test(arguments: [["create", "LIST"], ["create", "--push", "LIST"], ["inspect"], ["inspect", "-v"]])
    func `images are read from the mirrors of --mirror`(command: [String]) throws {
        let mirror = try MisbehavingRegistry()
        let image = SampleImages.single("linux/s390x", layerSize: 200)
        mirror.add(image, to: "lib", tags: ["s390x"])
        let words = command.map { $0 == "LIST" ? bench.list : $0 }
        let result = try bench.run(words + [bench.registry.reference("lib:s390x"), "--mirror", mirror.url])
        #expect(result.status == 0, "\(result.errors)")
        #expect(mirror.log.contains { $0.path.contains("/manifests/s390x") && $0.status == 200 })
        // An image that the mirror lacks is read from the registry.
        #expect(try bench.run("inspect", bench.app("amd64"), "--mirror", mirror.url).status == 0)
    }

    @Test func `the list that --append starts with is the one at the registry, whatever a mirror has`() throws {
        bench.add(SampleImages.sixPlatforms(), as: "multi")
        let mirror = try MisbehavingRegistry()
        mirror.add(SampleImages.list(["linux/loong64"], format: .docker), to: "team/app", tags: ["multi"])
        let result = try bench.create("--append", "--mirror", mirror.url)
        #expect(result.status == 0, "\(result.errors)")
        #expect(!mirror.log.contains { $0.path.hasSuffix("/manifests/multi") })
        #expect(try bench.run("inspect", bench.list).output.contains("loong64") == false)
    }

    @Test func `a list of one image that contradicts its config is refused`() throws {
        let builder = ImageBuilder()
        let image = SampleImages.image("linux/amd64", builder)
        bench.add(builder.index([IndexEntry(image, declaring: "linux/arm64")]), as: "liar")
        let result = try bench.run("create", bench.list, bench.app("liar"))
        #expect(result.status == 4)
        #expect(result.errors.contains("the index says linux/arm64, but the config says linux/amd64"))
    }

    @Test func `entries that a list on this machine has from the registry are read from the registry`() throws {
        let six = SampleImages.sixPlatforms()
        bench.add(six, as: "multi")
        #expect(try bench.create("--append").status == 0)
        let verbose = try bench.run("inspect", "-v", bench.list)
        #expect(verbose.status == 0)
        #expect(verbose.output.contains("\"Ref\": \"\(bench.list)@\(six.child(2).digest)\""))
        #expect(verbose.output.contains("\"Ref\": \"\(bench.app("amd64"))\""))
        let child = bench.registry.reference("team/app@\(six.child(2).digest)")
        let config = six.child(2).config?.digest
        #expect(
            try JSONObject(try bench.run("inspect", bench.list, child).output).object("config")?.text("digest")
                == config)
    }

    @Test(.enabled(if: TLSFront.isPossible))
    func `an insecure registry is used without verification, and over plain HTTP if it has no TLS`() throws {
        let front = try TLSFront(before: bench.registry.authority)
        let name = "127.0.0.1:\(front.port)/team/app"
        #expect(try bench.run("create", "--push", "\(name):multi", "\(name):amd64").status == 9)
        let result = try bench.run("create", "--insecure", "--push", "\(name):multi", "\(name):amd64")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try bench.run("inspect", "--insecure", "\(name):multi").status == 0)
        #expect(bench.pushed() != nil)
    }
}
