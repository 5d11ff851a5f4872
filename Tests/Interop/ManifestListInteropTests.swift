import TestSupport
import Testing

/// Manifest lists that `resolve manifest` pushes to Debian's docker-registry, read back by skopeo.
@Suite struct ManifestListInteropTests {
    private let registry: LocalRegistry
    private let resolve: Resolve

    init() throws {
        registry = try LocalRegistry()
        resolve = try Resolve()
    }

    private func push(_ platform: SamplePlatform, _ format: SampleFormat, to name: String) throws -> SampleImage {
        let image = SampleImages.single(platform, format: format)
        try registry.push(image, to: name)
        return image
    }

    private func manifest(_ arguments: String...) throws -> ProgramResult {
        try resolve.run(["manifest"] + arguments)
    }

    @Test(arguments: [SampleFormat.docker, .oci])
    func `skopeo reads the bytes whose digest push has printed, and takes each platform of them`(
        format: SampleFormat
    ) throws {
        let list = registry.reference("team/app:multi")
        let amd64 = try push("linux/amd64", format, to: "team/app:amd64")
        // docker-registry has the image in another repository, whose blobs it mounts.
        let arm = try push("linux/arm/v6", format, to: "team/lib:arm")
        let images = [registry.reference("team/app:amd64"), registry.reference("team/lib:arm")]
        #expect(try manifest("create", list, images[0], images[1]).output == "Created manifest list \(list)\n")
        #expect(try manifest("annotate", list, images[1], "--os-features", "vfp").status == 0)
        let local = try manifest("inspect", list).output
        let pushed = try manifest("push", "--purge", list)
        #expect(pushed.status == 0, "\(pushed.errors)")
        let raw = try Skopeo.raw("docker://" + list)
        let values = "[paths(scalars) as $path | [$path, getpath($path)]] | sort"
        #expect(pushed.output == SampleDigest.sha256.text(of: raw) + "\n")
        #expect(try manifest("inspect", list).output == local)
        #expect(try JQ.query(values, local) == JQ.query(values, String(decoding: raw, as: UTF8.self)))
        let kind =
            format == .docker
            ? "application/vnd.docker.distribution.manifest.list.v2+json"
            : "application/vnd.oci.image.index.v1+json"
        #expect(try JQ.query(".mediaType", local) == kind)
        for (platform, image) in [("linux/amd64", amd64), ("linux/arm/v6", arm)] {
            let folder = try TemporaryFolder()
            let copied = try Skopeo.copy("docker://" + list, to: "dir:" + folder.file("copy"), platform: platform)
            #expect(copied.status == 0, "\(copied.errors)")
            #expect(try folder.read("copy/manifest.json") == image.root.bytes)
        }
        #expect(
            try JQ.query(".manifests[1].platform | [.variant, .\"os.features\"[]] | join(\" \")", local) == "v6 vfp")
    }

    @Test func `a list that is appended to has what skopeo pushed, and the new platform`() throws {
        let six = SampleImages.sixPlatforms()
        try registry.push(six, to: "team/app:multi")
        let list = registry.reference("team/app:multi")
        let image = try push("linux/s390x", .oci, to: "team/app:s390x")
        let result = try manifest("create", "--append", "--push", list, registry.reference("team/app:s390x"))
        #expect(result.status == 0, "\(result.errors)")
        let raw = String(decoding: try Skopeo.raw("docker://" + list), as: UTF8.self)
        let digests = (six.children + [image]).map { "\"\($0.digest)\"" }
        #expect(try JQ.query("[.manifests[].digest]", raw) == "[\(digests.joined(separator: ","))]")
    }
}
